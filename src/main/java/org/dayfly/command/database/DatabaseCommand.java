package org.dayfly.command.database;

import java.io.PrintWriter;
import org.dayfly.command.servers.RegistryCommand;
import org.dayfly.command.servers.Servers;
import org.dayfly.config.Settings;
import picocli.CommandLine.Mixin;

/** A command about one database, which is given by its name or its key. */
abstract class DatabaseCommand extends RegistryCommand {
    @Mixin
    private final NameParameter name = new NameParameter();

    /** Runs the command and prints its result. */
    abstract void run(Servers.Found found, PrintWriter out);

    @Override
    protected final void run(Servers servers, Settings settings, PrintWriter out) {
        servers.ask(name.given(), found -> {
            run(found, out);
            return found;
        });
    }
}
