package org.dayfly.command.database;

import java.util.Objects;
import org.dayfly.server.registry.NameOrKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The parameter NAME, by which a command finds a database. */
class NameParameter {
    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "The database: its name, its key, or the name of a template.",
            converter = NameOrKeyConverter.class)
    private @Nullable NameOrKey name;

    /** The name that the command line gives. */
    final NameOrKey given() {
        return Objects.requireNonNull(name);
    }
}
