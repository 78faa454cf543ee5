package org.dayfly.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dayfly.config.DurationText;
import org.dayfly.config.Settings;
import org.dayfly.database.Administration;
import org.dayfly.database.DatabaseName;
import org.dayfly.database.DatabaseStatus;
import org.dayfly.database.Lifetime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells all that the registry knows of one database. */
@Command(name = "show", description = "Tell all about one database.", mixinStandardHelpOptions = true)
final class ShowCommand extends RegistryCommand {
    @Parameters(paramLabel = "NAME", description = "The database.", converter = DatabaseNameConverter.class)
    private @Nullable DatabaseName name;

    @Override
    void run(Administration administration, Settings settings, PrintWriter out) {
        list(administration.show(Objects.requireNonNull(name))).forEach(out::println);
    }

    static List<String> list(DatabaseStatus database) {
        Lifetime life = database.lifetime();
        List<String> lines = new ArrayList<>(List.of(
                "name: " + database.name(),
                "state: " + database.state(),
                "sessions: " + database.sessions() + " open, " + database.opened() + " in all",
                "made: " + DurationText.rough(life.age()) + " ago"
                        + database.client().map(client -> ", from " + client).orElse(""),
                "expires: " + expiry(life),
                "unused: " + DurationText.rough(life.unused())
                        + life.idle()
                                .map(idle -> ", of at most " + DurationText.format(idle))
                                .orElse(", of any time"),
                "pinned: " + (life.pinned() ? "yes" : "no")));
        database.reason().ifPresent(reason -> lines.add("reason: " + reason));
        return lines;
    }

    private static String expiry(Lifetime life) {
        return life.left()
                .map(left -> UtcTime.of(life.expiresAt())
                        + (left.compareTo(Duration.ZERO) > 0 ? ", in " + DurationText.rough(left) : ", which is over"))
                .orElse(life.pinned() ? "never, while pinned" : "never");
    }
}
