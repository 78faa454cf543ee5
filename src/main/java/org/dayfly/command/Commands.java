package org.dayfly.command;

import picocli.CommandLine;

/** Builds the command line: puts the commands of this package under the command that serves, behind other commands. */
public final class Commands {
    private Commands() {}

    /** The whole command line. Exit statuses: 0; 2 for a usage error or an invalid setting; 1 for any other failure. */
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
                .addSubcommand(new ExecCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(new StopCommand())
                .addSubcommand(new ServersCommand())
                .addSubcommand(new DrainCommand())
                .addSubcommand(new UndrainCommand())
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(new UsageMistake())
                .setExecutionExceptionHandler(new Failure());
    }
}
