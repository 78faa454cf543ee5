package org.dayfly.session;

import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import org.dayfly.config.value.HostPort;
import org.dayfly.server.lease.Lease;
import org.dayfly.session.Announcement.Notice;

/** Makes the announcements that tell sessions about their databases. Safe for use by any thread. */
public final class Announcer {
    private final Optional<HostPort> advertised;
    private final ConnectionBursts connectionBursts = new ConnectionBursts(Ticker.systemTicker());

    /**
     * Makes announcements with an address of dayfly.
     *
     * @param advertised the address that clients are told; empty: the address that each client reached
     */
    public Announcer(Optional<HostPort> advertised) {
        this.advertised = advertised;
    }

    /**
     * Makes the announcement for a session.
     *
     * @param url the URL that joins the database
     * @param wanted whether the client wants a NOTICE, if there is a reason for a NOTICE
     */
    Announcement of(Lease lease, String url, Client client, boolean wanted) {
        Notice notice = !lease.fresh() || !wanted
                ? Notice.NONE
                : lease.key().isEmpty() && isOneOfMany(client) ? Notice.FRESH_AMONG_MANY : Notice.FRESH;
        return new Announcement(lease, url, notice, Clock.systemUTC());
    }

    /** The address of dayfly that a client is told. */
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
