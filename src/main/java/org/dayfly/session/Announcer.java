package org.dayfly.session;

import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import org.dayfly.config.value.HostPort;
import org.dayfly.server.lease.Lease;
import org.dayfly.session.Announcement.Notice;

/** Tells sessions about the databases that they are on; safe for use by any thread. */
public final class Announcer {
    private final Optional<HostPort> advertised;
    private final ConnectionBursts connectionBursts = new ConnectionBursts(Ticker.systemTicker());

    /** @param advertised what clients are told; empty: the address that each of them reached */
    public Announcer(Optional<HostPort> advertised) {
        this.advertised = advertised;
    }

    /**
     * What there is to tell.
     *
     * @param url what joins the database
     * @param wanted whether the client wants a NOTICE, if there is reason for one
     */
    Announcement of(Lease lease, String url, Client client, boolean wanted) {
        Notice notice =
                !lease.fresh() || !wanted ? Notice.NONE : isOneOfMany(client) ? Notice.FRESH_AMONG_MANY : Notice.FRESH;
        return new Announcement(lease, url, notice, Clock.systemUTC());
    }

    /** Where a client is told that it finds dayfly. */
    HostPort place(Client client) {
        return advertised
                .or(() -> client.reached().map(Announcer::place))
                .orElseThrow(() -> new IllegalStateException("a client that reached no address"));
    }

    private boolean isOneOfMany(Client client) {
        return client.address().map(connectionBursts::manyWith).orElse(false);
    }

    private static HostPort place(InetSocketAddress address) {
        return new HostPort(NetUtil.toAddressString(address.getAddress()), address.getPort());
    }
}
