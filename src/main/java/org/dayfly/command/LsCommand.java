package org.dayfly.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.config.Settings;
import org.dayfly.config.value.DurationText;
import org.dayfly.server.Administration;
import org.dayfly.server.DatabaseStatus;
import org.dayfly.server.Lifetime;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.UnusableServerException;
import picocli.CommandLine.Command;

/** The command {@code ls}: lists the databases of clients, then the databases that copies are made of. */
@Command(name = "ls", description = "List all databases.", mixinStandardHelpOptions = true)
final class LsCommand extends RegistryCommand {
    private static final List<String> HEAD =
            List.of("NAME", "KIND", "KEY", "SOURCE", "STATE", "SESSIONS", "SIZE", "AGE", "LEFT", "UNUSED");

    private static final String NOTHING = "-";

    @Override
    void run(Servers servers, Settings settings, PrintWriter out) {
        if (servers.all().size() == 1) {
            table(servers.all().get(0).ask(Administration::ls)).forEach(out::println);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (Servers.Reachable server : servers.all()) {
            try {
                server.ask(Administration::ls).forEach(database -> rows.add(on(server.name(), row(database))));
            } catch (UnusableServerException | ClusterException failure) {
                failures.add(String.valueOf(failure.getMessage()));
            }
        }
        Table.of(Stream.concat(Stream.of(on("SERVER", HEAD)), rows.stream()).toList())
                .forEach(out::println);
        if (!failures.isEmpty()) {
            out.flush();
            throw new CommandException(String.join("; ", failures));
        }
    }

    /** A row with the server's name before all else. */
    private static List<String> on(String server, List<String> row) {
        return Stream.concat(Stream.of(server), row.stream()).toList();
    }

    static List<String> table(List<DatabaseStatus> databases) {
        return Table.of(Stream.concat(Stream.of(HEAD), databases.stream().map(LsCommand::row))
                .toList());
    }

    private static List<String> row(DatabaseStatus database) {
        return List.of(
                database.name().value(),
                database.provenance().kind(),
                database.provenance().key().map(Key::value).orElse(NOTHING),
                database.provenance().source().orElse(NOTHING),
                database.state().toString(),
                Integer.toString(database.usage().sessions()),
                database.usage().size().map(SizeText::of).orElse(NOTHING),
                DurationText.rough(database.lifetime().age()),
                left(database),
                unused(database));
    }

    private static String left(DatabaseStatus database) {
        Lifetime life = database.lifetime();
        if (life.pinned()) {
            return "pinned";
        }
        return life.left()
                .map(left -> left.compareTo(Duration.ZERO) > 0 ? DurationText.rough(left) : "over")
                .orElse(database.wasHandedOut() ? "no limit" : NOTHING);
    }

    private static String unused(DatabaseStatus database) {
        if (!database.wasHandedOut()) {
            return NOTHING;
        }
        return database.usage().sessions() > 0
                ? "in use"
                : DurationText.rough(database.lifetime().unused());
    }
}
