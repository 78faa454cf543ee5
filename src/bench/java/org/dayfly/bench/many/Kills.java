package org.dayfly.bench.many;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Random;
import org.dayfly.bench.report.Counts;
import org.dayfly.bench.stage.Clock;
import org.dayfly.bench.stage.OutageLog;
import org.dayfly.bench.stage.Stage;

/**
 * Kills each proxy and each server in turn, and starts it again.
 *
 * @param down how long a server stays down, in milliseconds
 */
record Kills(Fleet fleet, Uses uses, OutageLog outages, Counts counts, Stage stage, long down) {
    private static final long LEAST_CALM = 4_000;
    private static final int MORE_CALM = 4_000;

    /** Goes on for some time, but kills each process at least once. */
    void happen(long seconds, Random random) throws IOException, SQLException {
        long end = Clock.now() + seconds * 1000;
        do {
            for (int proxy = 0; proxy < fleet.proxies().size() && !stage.isClosed(); proxy++) {
                Clock.sleep(LEAST_CALM + random.nextInt(MORE_CALM));
                killProxy(proxy);
            }
            for (int server = 0; server < fleet.servers().size() && !stage.isClosed(); server++) {
                Clock.sleep(LEAST_CALM + random.nextInt(MORE_CALM));
                killServer(server);
            }
        } while (Clock.now() < end && !stage.isClosed());
    }

    private void killProxy(int number) throws IOException {
        FleetProxy proxy = fleet.proxies().get(number);
        counts.count("kill of proxy " + proxy.name());
        OutageLog.Outage outage = outages.begins(number);
        try {
            proxy.process().kill();
            uses.forget(number);
            proxy.process().start();
            uses.forget(number);
        } finally {
            outage.over();
        }
    }

    private void killServer(int number) throws IOException, SQLException {
        FleetServer server = fleet.servers().get(number);
        counts.count("kill of server " + server.name() + (number == 0 ? ", with the directory" : ""));
        OutageLog.Outage outage = outages.begins(KillExcuses.number(number));
        try {
            server.kill();
            Clock.sleep(down);
            server.startAgain();
        } finally {
            outage.over();
        }
    }
}
