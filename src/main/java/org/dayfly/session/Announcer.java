package org.dayfly.session;

import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import org.dayfly.config.HostPort;
import org.dayfly.database.Credentials;
import org.dayfly.database.DatabaseName;
import org.dayfly.database.Lease;
import org.dayfly.session.Announcement.Notice;

/** Tells sessions about the databases that they are on; safe for use by any thread. */
public final class Announcer {
    private final Optional<HostPort> advertised;
    private final Credentials credentials;
    private final Newcomers newcomers = new Newcomers(Ticker.systemTicker());

    /** @param advertised what clients are told; empty: the address that each of them reached */
    public Announcer(Optional<HostPort> advertised, Credentials credentials) {
        this.advertised = advertised;
        this.credentials = credentials;
    }

    /**
     * What there is to tell.
     *
     * @param wanted whether the client wants a NOTICE, if there is reason for one
     */
    Announcement of(Lease lease, Client client, boolean wanted) {
        Notice notice =
                !lease.fresh() || !wanted ? Notice.NONE : isOneOfMany(client) ? Notice.FRESH_AMONG_MANY : Notice.FRESH;
        return new Announcement(lease, url(lease.name(), client), notice, Clock.systemUTC());
    }

    private boolean isOneOfMany(Client client) {
        return client.address().map(newcomers::manyWith).orElse(false);
    }

    /** The URL of a database for a client, password included. */
    private String url(DatabaseName database, Client client) {
        HostPort place = advertised
                .or(() -> client.reached().map(Announcer::place))
                .orElseThrow(() -> new IllegalStateException("a client on a Unix socket, and nothing to advertise"));
        return "postgresql://" + database + ":"
                + credentials.password(database.value()).value() + "@" + place + "/" + database;
    }

    private static HostPort place(InetSocketAddress address) {
        return new HostPort(address.getAddress().getHostAddress(), address.getPort());
    }
}
