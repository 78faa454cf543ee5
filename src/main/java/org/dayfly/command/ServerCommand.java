package org.dayfly.command;

import java.io.PrintWriter;
import java.util.Objects;
import org.dayfly.command.servers.RegistryCommand;
import org.dayfly.command.servers.Servers;
import org.dayfly.config.Settings;
import org.dayfly.server.Administration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** A command about one server, which is given by its name in the settings. */
abstract class ServerCommand extends RegistryCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The server: its name in servers.")
    private @Nullable String name;

    /** Runs the command, and returns the line to print. */
    abstract String run(Administration server, String name);

    @Override
    protected final void run(Servers servers, Settings settings, PrintWriter out) {
        Servers.Reachable server = servers.named(Objects.requireNonNull(name));
        String line = server.ask(administration -> run(administration, server.name()));
        out.println(line);
    }
}
