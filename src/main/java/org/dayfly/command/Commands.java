package org.dayfly.command;

import org.dayfly.command.database.DatabaseCommands;
import org.dayfly.command.servers.SettingsSource;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/** Builds the command line: puts the commands of this package under the command that serves, behind other commands. */
public final class Commands {
    private Commands() {}

    /**
     * The whole command line. Exit statuses: 0; 2 for a usage error or an invalid setting; 1 for any other failure.
     * Commands exec and diff have more.
     */
    public static CommandLine under(SettingsSource dayfly, Object... others) {
        CommandLine commandLine = new CommandLine(dayfly);
        for (Object each : others) {
            commandLine.addSubcommand(each);
        }
        DatabaseCommands.all().forEach(commandLine::addSubcommand);
        return commandLine
                .addSubcommand(new ExecCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(new StopCommand())
                .addSubcommand(new ServersCommand())
                .addSubcommand(new DrainCommand())
                .addSubcommand(new UndrainCommand())
                .addSubcommand(new HelpCommand())
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(new UsageMistake())
                .setExecutionExceptionHandler(new Failure());
    }
}
