package org.dayfly.command.database;

import java.io.PrintWriter;
import org.dayfly.command.servers.Servers;
import picocli.CommandLine.Command;

/** The command {@code pin}: keeps a database, whatever its age. */
@Command(
        name = "pin",
        description = "Keep a database until an operator extends or drops it.",
        mixinStandardHelpOptions = true)
final class PinCommand extends DatabaseCommand {
    @Override
    void run(Servers.Found found, PrintWriter out) {
        found.administration().pin(found.database());
        out.println(found.database() + " is pinned");
    }
}
