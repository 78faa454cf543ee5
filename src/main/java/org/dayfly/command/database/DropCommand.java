package org.dayfly.command.database;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dayfly.command.servers.RegistryCommand;
import org.dayfly.command.servers.Servers;
import org.dayfly.config.Settings;
import org.dayfly.server.Administration;
import org.dayfly.server.Provenance;
import org.dayfly.server.registry.DatabaseName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code drop}: drops a database, or all databases that clients keep, before they expire. */
@Command(
        name = "drop",
        description = "Drop a database now, or all databases that are kept; sessions that are open on it end.",
        mixinStandardHelpOptions = true)
final class DropCommand extends RegistryCommand {
    @ArgGroup(multiplicity = "1")
    private @Nullable Doomed doomed;

    /** One database, or all that are kept. */
    static final class Doomed extends NameParameter {
        @Option(
                names = "--kept",
                description = "All databases and whole servers that clients keep (-c dayfly.after=keep), except those"
                        + " that are pinned.")
        private boolean kept;
    }

    @Override
    protected void run(Servers servers, Settings settings, PrintWriter out) {
        Doomed its = Objects.requireNonNull(doomed);
        if (its.kept) {
            dropKept(servers, out);
            return;
        }
        servers.ask(its.given(), found -> {
            drop(found.administration(), found.database(), out);
            return found;
        });
    }

    private static void drop(Administration administration, DatabaseName database, PrintWriter out) {
        Provenance provenance = administration.show(database).provenance();
        administration.drop(database);
        out.println(database + " is dropped"
                + (provenance.isTemplate()
                        ? "; dayfly makes the template again for the next copy, and at its next start"
                        : ""));
    }

    private static void dropKept(Servers servers, PrintWriter out) {
        List<DatabaseName> dropped = new ArrayList<>();
        List<String> reasons =
                servers.askEach(Administration::dropKept, (server, names) -> names.ifPresent(dropped::addAll));
        dropped.forEach(name -> out.println(name + " is dropped"));
        if (dropped.isEmpty() && reasons.isEmpty()) {
            out.println("no database is kept");
        }
        failFor(reasons, out);
    }
}
