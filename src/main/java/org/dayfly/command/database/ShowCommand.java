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
import org.dayfly.protocol.ClientError;
import org.dayfly.server.DatabaseStatus;
import org.dayfly.server.Lifetime;
import org.dayfly.server.Provenance;
import org.dayfly.server.SafeText;
import org.dayfly.server.Usage;
import org.dayfly.server.registry.DatabaseState;
import picocli.CommandLine.Command;

/** The command {@code show}: prints what the registry knows about a database, and what the database holds. */
@Command(
        name = "show",
        description = "Show all about one database: its life, its tables, its sessions and its queries.",
        mixinStandardHelpOptions = true)
final class ShowCommand extends DatabaseCommand {
    @Override
    void run(Servers.Found found, PrintWriter out) {
        DatabaseStatus status = found.administration().show(found.database());
        list(found.server(), status).forEach(out::println);
        if (status.provenance().isForClients() && status.state() == DatabaseState.LEASED) {
            out.flush();
            content(found).forEach(out::println);
        }
    }

    /** A database that cannot be read now is shown all the same. */
    private static List<String> content(Servers.Found found) {
        try {
            return ContentText.of(found.administration().contents().of(found.database()));
        } catch (ClientError unreadable) {
            return List.of("", "content: not known: " + SafeText.line(unreadable.text(), 300));
        }
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
