package org.dayfly.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dayfly.command.servers.RegistryCommand;
import org.dayfly.command.servers.Servers;
import org.dayfly.command.servers.Table;
import org.dayfly.config.Settings;
import org.dayfly.server.Administration;
import org.dayfly.server.ServerStatus;
import picocli.CommandLine.Command;

/** The command {@code servers}: lists the servers, and what each has. */
@Command(name = "servers", description = "List the servers, and what each has.", mixinStandardHelpOptions = true)
final class ServersCommand extends RegistryCommand {
    private static final List<String> HEAD =
            List.of("NAME", "VERSION", "STATE", "DATABASES", "SESSIONS", "WARM", "FREE", "ROUND TRIP", "DAYFLIES");

    private static final String NOTHING = "-";
    private static final double NANOS_IN_A_MILLISECOND = 1e6;

    @Override
    protected void run(Servers servers, Settings settings, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        List<String> reasons = servers.askEach(
                Administration::server,
                (server, status) -> rows.add(status.map(its -> row(server.name(), its, max(settings, server.name())))
                        .orElseGet(() -> unreachable(server.name()))));
        Table.of(rows).forEach(out::println);
        failFor(reasons, out);
    }

    /** How many databases there may be on a server; 0: no limit. */
    private static int max(Settings settings, String name) {
        return settings.cluster().servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .map(server -> server.databases(settings.databases()))
                .orElse(settings.databases())
                .quota()
                .databases();
    }

    private static List<String> row(String name, ServerStatus status, int max) {
        return List.of(
                name,
                status.version(),
                state(status),
                Integer.toString(status.databases()),
                Integer.toString(status.sessions()),
                Integer.toString(status.warm()),
                max == 0 ? "no limit" : Integer.toString(Math.max(0, max - status.databases())),
                String.format(Locale.ROOT, "%.1f ms", status.roundTrip().toNanos() / NANOS_IN_A_MILLISECOND),
                Integer.toString(status.proxies()));
    }

    private static String state(ServerStatus status) {
        if (!status.draining()) {
            return "in use";
        }
        return status.databases() == 0 ? "drained" : "draining";
    }

    private static List<String> unreachable(String name) {
        return List.of(name, NOTHING, "unreachable", NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING);
    }
}
