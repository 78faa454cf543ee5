package org.dayfly.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.dayfly.config.Settings;
import org.dayfly.config.value.DurationText;
import org.dayfly.server.Administration;
import org.dayfly.server.DatabaseStatus;
import org.dayfly.server.Lifetime;
import org.dayfly.server.registry.Key;
import picocli.CommandLine.Command;

/** The command {@code ls}: lists the databases of clients, then the databases that copies are made of. */
@Command(name = "ls", description = "List all databases.", mixinStandardHelpOptions = true)
final class LsCommand extends RegistryCommand {
    private static final List<String> HEAD =
            List.of("NAME", "KIND", "KEY", "SOURCE", "STATE", "SESSIONS", "SIZE", "AGE", "LEFT", "UNUSED");

    private static final String NOTHING = "-";

    @Override
    void run(Administration administration, Settings settings, PrintWriter out) {
        table(administration.ls()).forEach(out::println);
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
