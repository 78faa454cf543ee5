package org.dayfly.command;

import java.io.PrintWriter;
import java.util.Objects;
import org.dayfly.config.Settings;
import org.dayfly.database.Administration;
import org.dayfly.database.DatabaseName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Keeps a database whatever its age. */
@Command(
        name = "pin",
        description = "Keep a database until it is extended or dropped by hand.",
        mixinStandardHelpOptions = true)
final class PinCommand extends RegistryCommand {
    @Parameters(paramLabel = "NAME", description = "The database.", converter = DatabaseNameConverter.class)
    private @Nullable DatabaseName name;

    @Override
    void run(Administration administration, Settings settings, PrintWriter out) {
        DatabaseName database = Objects.requireNonNull(name);
        administration.pin(database);
        out.println(database + " is pinned");
    }
}
