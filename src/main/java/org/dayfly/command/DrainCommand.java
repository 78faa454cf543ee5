package org.dayfly.command;

import org.dayfly.server.Administration;
import picocli.CommandLine.Command;

/** The command {@code drain}: lets a server take no new databases. */
@Command(
        name = "drain",
        description = "Make no new databases on a server; its databases and sessions stay.",
        mixinStandardHelpOptions = true)
final class DrainCommand extends ServerCommand {
    @Override
    String run(Administration server, String name) {
        server.drain(true);
        int left = server.server().databases();
        return left == 0
                ? name + " is drained: no client has a database there"
                : name + " is being drained: clients have " + left
                        + " databases there; dayfly servers and the log tell when the last is gone";
    }
}
