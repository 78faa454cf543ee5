package org.dayfly.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.dayfly.config.DurationText;
import org.dayfly.config.Settings;
import org.dayfly.database.Administration;
import org.dayfly.database.DatabaseStatus;
import org.dayfly.database.Lifetime;
import picocli.CommandLine.Command;

/** Lists every database, eldest first. */
@Command(name = "ls", description = "List the databases there are.", mixinStandardHelpOptions = true)
final class LsCommand extends RegistryCommand {
    private static final List<String> HEAD = List.of("NAME", "STATE", "SESSIONS", "AGE", "LEFT", "UNUSED", "MADE BY");

    @Override
    void run(Administration administration, Settings settings, PrintWriter out) {
        table(administration.ls()).forEach(out::println);
    }

    static List<String> table(List<DatabaseStatus> databases) {
        return Table.of(Stream.concat(Stream.of(HEAD), databases.stream().map(LsCommand::row))
                .toList());
    }

    private static List<String> row(DatabaseStatus database) {
        Lifetime life = database.lifetime();
        return List.of(
                database.name().value(),
                database.state(),
                Integer.toString(database.sessions()),
                DurationText.rough(life.age()),
                left(life),
                database.sessions() > 0 ? "in use" : DurationText.rough(life.unused()),
                database.client().orElse("-"));
    }

    private static String left(Lifetime life) {
        if (life.pinned()) {
            return "pinned";
        }
        return life.left()
                .map(left -> left.compareTo(Duration.ZERO) > 0 ? DurationText.rough(left) : "over")
                .orElse("no limit");
    }
}
