package org.dayfly.bench;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.stage.Ports;
import org.dayfly.bench.stage.Stage;
import org.dayfly.bench.stage.WholeServers;
import org.dayfly.cluster.embedded.CopiedServers;

/**
 * Whole servers (user {@code server}), beside servers that are started without dayfly.
 *
 * <p>A whole server that was used stays until it is idle, and {@code databases.servers.max} (20) keeps its default. So
 * the benchmark expires each whole server in the registry after its use, and waits until the reaper has dropped the
 * server before the next client connects. The reaper looks twice a second. No drop runs while a client is timed. Few
 * servers are in use, so dayfly commits hand-outs ahead, as up to half of {@code databases.servers.max}.
 */
final class ServerSection implements Section {
    private static final String NONE_READY = "databases.servers.warm.max=0";

    @Override
    public String name() {
        return "server";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        return joined(Stream.concat(withReady(run).stream(), withNoneReady(run).stream())
                .toList());
    }

    private static List<Findings> withReady(Run run) throws Exception {
        Stage stage = run.stage();
        try (WholeServers servers =
                        WholeServers.start(stage, "ready", run.options().settings());
                CopiedServers byHand = stage.add(() -> CopiedServers.of(servers.state(), stage.newFolder("direct")))) {
            int port = Ports.fixed(new Random());
            byHand.start(port);
            return List.of(
                    ServerConnects.whileReady(run.options(), servers, port), DjangoRuns.measure(run, servers, port));
        }
    }

    private static List<Findings> withNoneReady(Run run) throws Exception {
        Stage stage = run.stage();
        List<String> settings = Stream.concat(Stream.of(NONE_READY), run.options().settings().stream())
                .toList();
        try (WholeServers servers = WholeServers.start(stage, "none", settings);
                CopiedServers byHand = stage.add(() -> CopiedServers.of(servers.state(), stage.newFolder("copies")))) {
            return List.of(
                    ServerConnects.whileNoneReady(run, servers),
                    ServerBurst.measure(run.options(), servers, byHand),
                    ServerSizes.measure(servers));
        }
    }

    private static Findings joined(List<Findings> parts) {
        return new Findings(
                parts.stream().flatMap(part -> part.tables().stream()).toList(),
                parts.stream().flatMap(part -> part.charts().stream()).toList(),
                parts.stream().flatMap(part -> part.goals().stream()).toList());
    }
}
