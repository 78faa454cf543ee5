package org.dayfly.command.database;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dayfly.command.servers.RegistryCommand;
import org.dayfly.command.servers.Servers;
import org.dayfly.command.servers.Table;
import org.dayfly.config.Settings;
import org.dayfly.config.value.DurationText;
import org.dayfly.config.value.SizeText;
import org.dayfly.server.Administration;
import org.dayfly.server.DatabaseStatus;
import org.dayfly.server.Lifetime;
import org.dayfly.server.SafeText;
import org.dayfly.server.ServerStatus;
import org.dayfly.server.registry.DatabaseState;
import org.dayfly.server.registry.Key;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code ls}: lists the databases of clients, then the databases that copies are made of. */
@Command(name = "ls", description = "List all databases.", mixinStandardHelpOptions = true)
final class LsCommand extends RegistryCommand {
    private static final List<String> HEAD =
            List.of("NAME", "KIND", "KEY", "SOURCE", "STATE", "SESSIONS", "SIZE", "AGE", "LEFT", "UNUSED", "NOTE");

    private static final String NOTHING = "-";

    /** The most characters of a note in the table. {@code show} prints the whole note. */
    private static final int NOTE_WIDTH = 40;

    @Option(
            names = "--kept",
            description = "Only the databases and whole servers that clients keep (-c dayfly.after=keep): those that"
                    + " drop --kept drops.")
    private boolean kept;

    @Override
    protected void run(Servers servers, Settings settings, PrintWriter out) {
        boolean several = servers.all().size() > 1;
        List<List<String>> rows = new ArrayList<>();
        rows.add(several ? on("SERVER", HEAD) : HEAD);
        List<String> drained = new ArrayList<>();
        List<String> reasons = servers.askEach(
                Listed::of,
                (server, listed) -> listed.ifPresent(its -> {
                    for (DatabaseStatus database : chosen(its.databases())) {
                        rows.add(several ? on(server.name(), row(database)) : row(database));
                    }
                    its.drain().ifPresent(left -> drained.add(server.name() + left));
                }));
        if (reasons.size() < servers.all().size()) {
            table(rows).forEach(out::println);
            drained.forEach(out::println);
        }
        failFor(reasons, out);
    }

    /**
     * What a server has.
     *
     * @param drain if the server takes no new databases, how far that is
     */
    private record Listed(List<DatabaseStatus> databases, Optional<String> drain) {
        static Listed of(Administration server) {
            ServerStatus status = server.server();
            String left = status.databases() == 0
                    ? " is drained: no client has a database there, and it can be removed from servers"
                    : " is being drained: clients still have " + status.databases() + " databases there";
            return new Listed(server.ls(), status.draining() ? Optional.of(left) : Optional.empty());
        }
    }

    private List<DatabaseStatus> chosen(List<DatabaseStatus> databases) {
        return kept ? databases.stream().filter(LsCommand::isDroppedByKept).toList() : databases;
    }

    static boolean isDroppedByKept(DatabaseStatus database) {
        return isKept(database) && !database.lifetime().pinned();
    }

    private static boolean isKept(DatabaseStatus database) {
        return database.state() == DatabaseState.LEASED && database.lifetime().isKept();
    }

    /** A row with the server's name before all else. */
    private static List<String> on(String server, List<String> row) {
        return Stream.concat(Stream.of(server), row.stream()).toList();
    }

    static List<String> tableOf(List<DatabaseStatus> databases) {
        return table(Stream.concat(Stream.of(HEAD), databases.stream().map(LsCommand::row))
                .toList());
    }

    /** Lays out the rows. The notes are left out if there is none. */
    private static List<String> table(List<List<String>> rows) {
        int last = rows.get(0).size() - 1;
        boolean noted = rows.stream().skip(1).anyMatch(row -> !row.get(last).isEmpty());
        return Table.of(
                noted ? rows : rows.stream().map(row -> row.subList(0, last)).toList());
    }

    private static List<String> row(DatabaseStatus database) {
        return List.of(
                database.name().value(),
                database.provenance().kind(),
                database.provenance().key().map(Key::value).orElse(NOTHING),
                database.provenance().source().orElse(NOTHING),
                state(database),
                Integer.toString(database.usage().sessions()),
                database.usage().size().map(SizeText::of).orElse(NOTHING),
                DurationText.rough(database.lifetime().age()),
                left(database),
                unused(database),
                database.provenance()
                        .note()
                        .map(note -> SafeText.line(note, NOTE_WIDTH))
                        .orElse(""));
    }

    private static String state(DatabaseStatus database) {
        return isKept(database) ? "kept" : database.state().toString();
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
