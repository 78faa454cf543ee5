package org.dayfly.command;

import java.io.PrintWriter;
import java.util.Objects;
import org.dayfly.config.Settings;
import org.dayfly.server.registry.NameOrKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** A command about one database, which is given by its name or its key. */
abstract class DatabaseCommand extends RegistryCommand {
    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "The database: its name, its key, or the name of a template.",
            converter = NameOrKeyConverter.class)
    private @Nullable NameOrKey name;

    /** Runs the command and prints its result. */
    abstract void run(Servers.Found found, PrintWriter out);

    @Override
    final void run(Servers servers, Settings settings, PrintWriter out) {
        servers.ask(Objects.requireNonNull(name), found -> {
            run(found, out);
            return found;
        });
    }
}
