package org.dayfly.command.database;

import java.util.List;

/** The commands of this package, in the order of the help. */
public final class DatabaseCommands {
    private DatabaseCommands() {}

    /** New objects for one command line. */
    public static List<Object> all() {
        return List.of(
                new LsCommand(),
                new ShowCommand(),
                new DiffCommand(),
                new ExtendCommand(),
                new PinCommand(),
                new DropCommand(),
                new UrlCommand());
    }
}
