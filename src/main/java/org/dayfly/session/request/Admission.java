package org.dayfly.session.request;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.value.Network;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * Checks whether a client may connect from its network. A client on a Unix socket always may: the mode of the socket
 * says who can use it.
 *
 * @param magic networks of clients that connect as a magic user; empty: any network
 * @param roles networks of clients that connect as a role; empty: any network
 */
public record Admission(List<Network> magic, List<Network> roles) {
    /** Allows every network. */
    static final Admission ALL = new Admission(List.of(), List.of());

    public Admission {
        magic = List.copyOf(magic);
        roles = List.copyOf(roles);
    }

    /**
     * Checks that a client connects from a network that may ask for this.
     *
     * @throws ClientError 28000 if the client may not connect from there; the same for roles that exist and for others
     */
    public void check(Route route, Optional<InetAddress> from) {
        if (route instanceof Route.Health) {
            return;
        }
        boolean role = !(route instanceof Route.Fresh
                || route instanceof Route.Shared
                || route instanceof Route.Reset
                || route instanceof Route.WholeServer);
        List<Network> networks = role ? roles : magic;
        if (!networks.isEmpty()
                && from.isPresent()
                && networks.stream().noneMatch(network -> network.contains(from.get()))) {
            throw ClientError.of(
                            SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                            (role ? "roles" : "users \"new\", \"copy\", \"reset\" and \"server\"")
                                    + " may not connect from " + NetUtil.toAddressString(from.get()))
                    .withHint("ask the operator of dayfly to add your network to access."
                            + (role ? "role-networks" : "networks"));
        }
    }
}
