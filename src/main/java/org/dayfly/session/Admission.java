package org.dayfly.session;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.value.Network;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * Where clients may come from; by a Unix socket they always may, whose mode says who they are.
 *
 * @param magic for those who want a database made; empty: from anywhere
 * @param roles for those who come as a role; empty: from anywhere
 */
public record Admission(List<Network> magic, List<Network> roles) {
    /** Everybody may come. */
    static final Admission ALL = new Admission(List.of(), List.of());

    public Admission {
        magic = List.copyOf(magic);
        roles = List.copyOf(roles);
    }

    /** @throws ClientError 28000 if one may not; for roles that exist and for others alike */
    void check(Route route, Optional<InetAddress> from) {
        boolean role = route instanceof Route.Known || route instanceof Route.Maintenance;
        List<Network> networks = role ? roles : magic;
        if (!networks.isEmpty()
                && from.isPresent()
                && networks.stream().noneMatch(network -> network.contains(from.get()))) {
            throw ClientError.of(
                            SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                            (role ? "roles are" : "the magic users are") + " not let in from "
                                    + NetUtil.toAddressString(from.get()))
                    .withHint("have the operator of dayfly add your network to access."
                            + (role ? "role-networks" : "networks"));
        }
    }
}
