package org.dayfly.command;

import java.io.PrintWriter;
import java.util.Objects;
import org.dayfly.config.Settings;
import org.dayfly.database.Administration;
import org.dayfly.database.DatabaseName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends a database before its time. */
@Command(
        name = "drop",
        description = "Drop a database now; sessions that are open on it end.",
        mixinStandardHelpOptions = true)
final class DropCommand extends RegistryCommand {
    @Parameters(paramLabel = "NAME", description = "The database.", converter = DatabaseNameConverter.class)
    private @Nullable DatabaseName name;

    @Override
    void run(Administration administration, Settings settings, PrintWriter out) {
        DatabaseName database = Objects.requireNonNull(name);
        administration.drop(database);
        out.println(database + " is dropped");
    }
}
