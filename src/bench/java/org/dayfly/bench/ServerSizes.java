package org.dayfly.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Clock;
import org.dayfly.bench.stage.Program;
import org.dayfly.bench.stage.WholeServers;
import org.dayfly.cluster.embedded.InstanceSizes;

/** The memory and the disk that an idle whole server takes. */
final class ServerSizes {
    private static final int COUNT = 10;
    /** After this time, the sessions of clients have ended and PostgreSQL's own processes rest. */
    private static final long REST_MILLIS = 5000;

    private static final double MEGA = 1024;

    private ServerSizes() {}

    /** @param servers keep none ready */
    static Findings measure(WholeServers servers) throws Exception {
        List<Connection> sessions = new ArrayList<>();
        while (sessions.size() < COUNT) {
            sessions.add(servers.client().firstQuery());
        }
        for (Connection session : sessions) {
            session.close();
        }
        Clock.sleep(REST_MILLIS);
        InstanceSizes sizes = InstanceSizes.of(servers.state());
        int count = sizes.folders().size();
        double memory = sizes.memory() / MEGA / count;
        double disk = disk(sizes.folders()) / MEGA / count;
        servers.drop();
        return Findings.of(
                new Table(
                        "Size of an idle whole server",
                        "The mean of " + count + " that have answered a query and have no session: Pss of all their"
                                + " processes, and the blocks of their files.",
                        List.of("", "memory MB", "disk MB"),
                        List.of(List.of("dayfly server", Figure.of(memory), Figure.of(disk)))),
                List.of(
                        Goal.atMost(12, "MB of memory of an idle whole server", memory),
                        Goal.atMost(25, "MB of disk of an idle whole server", disk)));
    }

    /** The blocks of all files, in kB. */
    private static long disk(List<Path> folders) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-sk", "--"));
        folders.forEach(folder -> arguments.add(folder.toString()));
        return Program.find("du")
                .orElseThrow()
                .run(Map.of(), arguments)
                .lines()
                .mapToLong(line -> Long.parseLong(line.split("\\s", 2)[0]))
                .sum();
    }
}
