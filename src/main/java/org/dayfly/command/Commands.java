package org.dayfly.command;

import picocli.CommandLine;

/** The door to this room: puts its commands under the one that serves, behind others. */
public final class Commands {
    private Commands() {}

    /** The whole command line; it exits with 0, with 2 for wrong words or settings, with 1 for whatever else failed. */
    public static CommandLine under(SettingsSource dayfly, Object... others) {
        CommandLine commandLine = new CommandLine(dayfly);
        for (Object each : others) {
            commandLine.addSubcommand(each);
        }
        return commandLine
                .addSubcommand(new LsCommand())
                .addSubcommand(new ShowCommand())
                .addSubcommand(new ExtendCommand())
                .addSubcommand(new PinCommand())
                .addSubcommand(new DropCommand())
                .addSubcommand(new UrlCommand())
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(new UsageMistake())
                .setExecutionExceptionHandler(new Failure());
    }
}
