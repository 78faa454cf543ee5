package org.dayfly.bench;

import java.util.ArrayList;
import java.util.List;
import org.dayfly.bench.stage.Proxies;
import org.dayfly.bench.stage.Server;
import org.dayfly.bench.stage.Target;

/** The targets of pgbench in one comparison: the server itself, dayfly, and the other proxies. */
final class Targets {
    static final String DIRECT = "direct, TCP";
    static final String PGBOUNCER = "pgbouncer";
    static final String HAPROXY = "HAProxy";
    static final List<String> PROXIES = List.of(PGBOUNCER, HAPROXY);

    private Targets() {}

    /**
     * The targets, direct ones first.
     *
     * @param role the role of all connections that do not pass dayfly; the server trusts it
     * @param dayfly what to measure of dayfly
     */
    static List<Target> of(Server server, Proxies proxies, String role, String database, List<Target> dayfly)
            throws Exception {
        Target direct = Target.direct(server, role, database);
        List<Target> targets = new ArrayList<>(List.of(direct, Target.bySocket(server, role, database)));
        targets.addAll(dayfly);
        proxies.pgBouncer(role).ifPresent(proxy -> targets.add(Target.through(proxy, direct)));
        proxies.haProxy().ifPresent(proxy -> targets.add(Target.through(proxy, direct)));
        return targets;
    }
}
