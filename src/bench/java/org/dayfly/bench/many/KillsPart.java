package org.dayfly.bench.many;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dayfly.bench.report.Counts;
import org.dayfly.bench.stage.OutageLog;

/** Each proxy and each server is killed under load: nothing is lost, and clients of the other servers go on. */
final class KillsPart implements Part {
    private static final int KEYS = 6;
    private static final int RESET_KEYS = 4;
    private static final int SOURCES = 3;
    private static final int MOST_SERVERS_WITHOUT_KEY = 100;
    private static final long LONGEST_HOLD = 20_000;
    private static final long MILLIS = 1_000;

    @Override
    public Outcome run(Scene scene) throws Exception {
        ManyOptions options = scene.options();
        int servers = options.servers.size();
        Fleet fleet = Fleet.of(scene, servers);
        fleet.start(fleet.first(servers, options));
        Ledger ledger = new Ledger();
        Uses uses = new Uses();
        OutageLog outages = new OutageLog();
        Visitor visitor = new Visitor(
                scene,
                fleet,
                ledger,
                new KillExcuses(fleet, ledger, uses, outages),
                (visit, database, first, from) -> uses.used(visit, from));
        List<String> sources = Mix.names("s", SOURCES);
        new Sources(visitor, ledger, scene.problems()).make(sources, options.proxies);
        Load load = new Load(visitor, ledger, options.pace);
        oneKeyOnEachServer(visitor, "held", servers).values().forEach(key -> {
            for (int proxy = 0; proxy < options.proxies; proxy++) {
                load.hold(Visit.key(proxy, key), LONGEST_HOLD);
            }
        });
        load.start(
                options.threads,
                new Mix(
                        options.proxies,
                        List.of(Visit.Kind.values()),
                        Mix.names("k", KEYS),
                        Mix.names("r", RESET_KEYS),
                        sources),
                Lifetimes::of,
                scene.random());
        Counts kills = new Counts();
        try {
            new Kills(fleet, uses, outages, kills, scene.stage(), options.down * MILLIS)
                    .happen(options.seconds, scene.random());
        } finally {
            load.stop(scene.problems());
        }
        if (!scene.stage().isClosed()) {
            new Aftermath(fleet, ledger, scene.problems()).check(visitor);
        }
        return new Outcome(
                kills.of("kill") + " kills under load, " + visitor.counts().of("let in") + " sessions, "
                        + ledger.databases().size() + " databases, " + visitor.opened(),
                List.of(
                        kills.table("Kills", "By SIGKILL. A server was down for " + options.down + " s."),
                        visitor.counts()
                                .table(
                                        "Clients",
                                        "Sessions were kept open on each server through each proxy. A failure that"
                                                + " has no right cause is a problem.")));
    }

    /** Makes keys until each server has one. Returns a key for each tag. */
    static Map<String, String> oneKeyOnEachServer(Visitor visitor, String prefix, int servers) {
        Map<String, String> found = new TreeMap<>();
        for (int i = 0; i < MOST_SERVERS_WITHOUT_KEY && found.size() < servers; i++) {
            String key = prefix + i;
            visitor.visit(Visit.key(0, key), Lifetimes.LONG)
                    .ifPresent(database -> found.putIfAbsent(Session.tag(database), key));
        }
        return found;
    }
}
