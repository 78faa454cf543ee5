package org.dayfly.session;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.dayfly.config.HostPort;
import org.dayfly.database.Credentials;
import org.dayfly.database.DatabaseName;

/** Knows the URLs under which databases can be joined. */
public final class Announcer {
    private final Optional<HostPort> advertised;
    private final Credentials credentials;

    /** @param advertised what clients are told; empty: the address that each of them reached */
    public Announcer(Optional<HostPort> advertised, Credentials credentials) {
        this.advertised = advertised;
        this.credentials = credentials;
    }

    /** The URL of a database for a client, password included. */
    String url(DatabaseName database, Client client) {
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
