package org.dayfly.command;

import java.io.PrintWriter;
import org.dayfly.server.Administration;
import org.dayfly.server.registry.DatabaseName;
import picocli.CommandLine.Command;

/** The command {@code pin}: keeps a database, whatever its age. */
@Command(
        name = "pin",
        description = "Keep a database until an operator extends or drops it.",
        mixinStandardHelpOptions = true)
final class PinCommand extends DatabaseCommand {
    @Override
    void run(Administration administration, DatabaseName database, PrintWriter out) {
        administration.pin(database);
        out.println(database + " is pinned");
    }
}
