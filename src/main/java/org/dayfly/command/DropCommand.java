package org.dayfly.command;

import java.io.PrintWriter;
import org.dayfly.server.Administration;
import org.dayfly.server.Provenance;
import org.dayfly.server.registry.DatabaseName;
import picocli.CommandLine.Command;

/** The command {@code drop}: drops a database before it expires. */
@Command(
        name = "drop",
        description = "Drop a database now; sessions that are open on it end.",
        mixinStandardHelpOptions = true)
final class DropCommand extends DatabaseCommand {
    @Override
    void run(Servers.Found found, PrintWriter out) {
        Administration administration = found.administration();
        DatabaseName database = found.database();
        Provenance provenance = administration.show(database).provenance();
        administration.drop(database);
        out.println(database + " is dropped"
                + (provenance.isTemplate()
                        ? "; dayfly makes the template again for the next copy, and at its next start"
                        : ""));
    }
}
