package org.dayfly.command;

import org.dayfly.server.Administration;
import picocli.CommandLine.Command;

/** The command {@code undrain}: lets a server take new databases again. */
@Command(
        name = "undrain",
        description = "Make new databases on a server again, after drain.",
        mixinStandardHelpOptions = true)
final class UndrainCommand extends ServerCommand {
    @Override
    String run(Administration server, String name) {
        return server.drain(false) ? name + " takes new databases again" : name + " was not drained";
    }
}
