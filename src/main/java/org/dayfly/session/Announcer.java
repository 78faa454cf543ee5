package org.dayfly.session;

import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import org.dayfly.config.value.HostPort;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.LeaseKind;
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
     * @param servers whether the server of the database has whole servers too
     */
    Announcement of(Lease lease, String url, Client client, boolean wanted, boolean servers) {
        Notice notice = lease.fresh() && wanted ? fresh(lease, client, servers) : Notice.NONE;
        return new Announcement(lease, url, notice, Clock.systemUTC());
    }

    private Notice fresh(Lease lease, Client client, boolean servers) {
        if (lease.key().isEmpty()) {
            return isOneOfMany(client) ? Notice.FRESH_AMONG_MANY : Notice.FRESH;
        }
        return servers && lease.kind() == LeaseKind.DATABASE ? Notice.FRESH_BESIDE_SERVERS : Notice.FRESH;
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
