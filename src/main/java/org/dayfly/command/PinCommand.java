package org.dayfly.command;

import java.io.PrintWriter;
import org.dayfly.database.Administration;
import org.dayfly.database.DatabaseName;
import picocli.CommandLine.Command;

/** Keeps a database whatever its age. */
@Command(
        name = "pin",
        description = "Keep a database until it is extended or dropped by hand.",
        mixinStandardHelpOptions = true)
final class PinCommand extends DatabaseCommand {
    @Override
    void run(Administration administration, DatabaseName database, PrintWriter out) {
        administration.pin(database);
        out.println(database + " is pinned");
    }
}
