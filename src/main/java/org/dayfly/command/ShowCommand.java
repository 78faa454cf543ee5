package org.dayfly.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.config.value.DurationText;
import org.dayfly.config.value.SizeText;
import org.dayfly.server.Administration;
import org.dayfly.server.DatabaseStatus;
import org.dayfly.server.Lifetime;
import org.dayfly.server.Provenance;
import org.dayfly.server.Usage;
import org.dayfly.server.registry.DatabaseName;
import picocli.CommandLine.Command;

/** The command {@code show}: prints everything that the registry knows about one database. */
@Command(name = "show", description = "Show all about one database.", mixinStandardHelpOptions = true)
final class ShowCommand extends DatabaseCommand {
    @Override
    void run(Administration administration, DatabaseName database, PrintWriter out) {
        list(administration.show(database)).forEach(out::println);
    }

    static List<String> list(DatabaseStatus database) {
        Provenance provenance = database.provenance();
        Usage usage = database.usage();
        Lifetime life = database.lifetime();
        List<String> lines = new ArrayList<>();
        lines.add("name: " + database.name());
        lines.add("kind: " + provenance.kind());
        provenance.key().ifPresent(key -> lines.add("key: " + key));
        provenance.source().ifPresent(source -> lines.add("source: " + source));
        provenance.base().ifPresent(base -> lines.add("copied from: " + base));
        lines.add("state: " + database.state());
        usage.size().ifPresent(size -> lines.add("size: " + SizeText.of(size)));
        lines.add("made: " + DurationText.rough(life.age()) + " ago"
                + provenance.client().map(client -> ", from " + client).orElse(""));
        if (database.wasHandedOut()) {
            lines.add("sessions: " + usage.sessions() + " open, " + usage.opened() + " in all");
            lines.add("expires: " + expiry(life));
            lines.add("unused: " + DurationText.rough(life.unused())
                    + life.idle()
                            .map(idle -> ", of at most " + DurationText.format(idle))
                            .orElse(", without a limit"));
        }
        lines.add("pinned: " + (life.pinned() ? "yes" : "no"));
        database.reason().ifPresent(reason -> lines.add("reason: " + reason));
        return lines;
    }

    private static String expiry(Lifetime life) {
        return life.left()
                .map(left -> UtcTime.of(life.expiresAt())
                        + (left.compareTo(Duration.ZERO) > 0 ? ", in " + DurationText.rough(left) : ", already over"))
                .orElse(life.pinned() ? "never, while pinned" : "never");
    }
}
