package org.dayfly.command.database;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dayfly.command.servers.Servers;
import org.dayfly.command.servers.UtcTime;
import org.dayfly.config.value.DurationText;
import org.dayfly.config.value.SizeText;
import org.dayfly.server.DatabaseStatus;
import org.dayfly.server.Lifetime;
import org.dayfly.server.Provenance;
import org.dayfly.server.Usage;
import picocli.CommandLine.Command;

/** The command {@code show}: prints everything that the registry knows about one database. */
@Command(name = "show", description = "Show all about one database.", mixinStandardHelpOptions = true)
final class ShowCommand extends DatabaseCommand {
    @Override
    void run(Servers.Found found, PrintWriter out) {
        list(found.server(), found.administration().show(found.database())).forEach(out::println);
    }

    /** @param server the server's name; empty: there is only one server */
    static List<String> list(Optional<String> server, DatabaseStatus database) {
        Provenance provenance = database.provenance();
        Usage usage = database.usage();
        Lifetime life = database.lifetime();
        List<String> lines = new ArrayList<>();
        lines.add("name: " + database.name());
        server.ifPresent(name -> lines.add("server: " + name));
        lines.add("kind: " + provenance.kind());
        provenance.key().ifPresent(key -> lines.add("key: " + key));
        provenance.source().ifPresent(source -> lines.add("source: " + source));
        provenance.base().ifPresent(base -> lines.add("copied from: " + base));
        provenance.note().ifPresent(note -> lines.add("note: " + note));
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
        life.after().ifPresent(after -> lines.add("after use: " + after));
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
