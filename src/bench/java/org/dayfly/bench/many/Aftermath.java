package org.dayfly.bench.many;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dayfly.bench.report.ProblemLog;
import org.dayfly.bench.stage.Clock;
import org.dayfly.bench.stage.Leftover;

/** Checks, when no client is left and all processes run, that the registries, the directory and the servers agree. */
record Aftermath(Fleet fleet, Ledger ledger, ProblemLog problems) {
    private static final long PATIENCE = 30_000;
    private static final long LOOK = 500;

    /** Joins each key through each proxy, and then checks all. No key may have expired. */
    void check(Visitor visitor) throws SQLException {
        keys(visitor);
        check();
    }

    /** Checks all servers, and ends the proxies. */
    void check() throws SQLException {
        oneServerForEachKey();
        for (FleetServer server : fleet.servers()) {
            for (Leftover leftover :
                    List.of(Leftover.WITHOUT_ROW, Leftover.WITHOUT_DATABASE, Leftover.WITHOUT_KEEPER)) {
                leftover.remaining(server.registry())
                        .ifPresent(found -> problems.add("orphaned", server.name() + ": " + found, ""));
            }
        }
        String bad = fleet.terminate();
        if (!bad.isEmpty()) {
            problems.add("bad end", "after SIGTERM of " + bad, fleet.logs().tails());
        }
        fleet.logs().check(event -> problems.add("internal error in a log", event, ""));
    }

    /** The key has one database, with all committed rows. */
    private void keys(Visitor visitor) {
        for (String key : ledger.keys()) {
            String source = key.startsWith(Sources.shared(""))
                    ? key.substring(Sources.shared("").length())
                    : "";
            for (int proxy = 0; proxy < fleet.proxies().size(); proxy++) {
                Visit visit = source.isEmpty() ? Visit.key(proxy, key) : Visit.sharedCopy(proxy, source, key);
                visitor.visit(visit, Lifetimes.of(visit));
            }
            ledger.key(key).contradictions().forEach(what -> problems.add("doubled", "key " + key + ": " + what, ""));
        }
    }

    /** Waits until the registries and the directory agree. */
    private void oneServerForEachKey() throws SQLException {
        long deadline = Clock.now() + PATIENCE;
        List<String> found = disagreements();
        while (!found.isEmpty() && Clock.now() < deadline) {
            Clock.sleep(LOOK);
            found = disagreements();
        }
        found.forEach(what -> problems.add("doubled", what, ""));
    }

    private List<String> disagreements() throws SQLException {
        Map<String, String> directory = new HashMap<>();
        for (String row : fleet.servers().get(0).registry().rows("SELECT key, server FROM $.directory")) {
            String[] cells = row.split(" ", 2);
            directory.put(cells[0], cells[1]);
        }
        Map<String, List<String>> servers = new TreeMap<>();
        for (FleetServer server : fleet.servers()) {
            for (String key :
                    server.registry().rows("SELECT key FROM $.lease WHERE state = 'leased' AND key IS NOT NULL")) {
                servers.computeIfAbsent(key, it -> new ArrayList<>()).add(server.tag());
            }
        }
        List<String> found = new ArrayList<>();
        servers.forEach((key, tags) -> {
            if (tags.size() > 1 || !tags.get(0).equals(directory.get(key))) {
                found.add("key " + key + " is in service on " + tags + ", in the directory on " + directory.get(key));
            }
        });
        return found;
    }
}
