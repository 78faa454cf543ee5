package org.dayfly.command;

import java.io.PrintWriter;
import java.time.Instant;
import org.dayfly.background.BackgroundDayfly;
import org.dayfly.cluster.embedded.StateFolder;
import org.dayfly.command.servers.CommandException;
import org.dayfly.command.servers.RegistryCommand;
import org.dayfly.command.servers.Servers;
import org.dayfly.command.servers.UtcTime;
import org.dayfly.config.Settings;
import org.dayfly.machine.StateDirectory;
import picocli.CommandLine.Command;

/** The command {@code status}: tells whether dayfly runs. Fails if it does not. */
@Command(
        name = "status",
        description = "Tell whether a dayfly runs with the state folder. Exits with 1 if none does.",
        mixinStandardHelpOptions = true)
final class StatusCommand extends RegistryCommand {
    @Override
    protected void run(Servers servers, Settings settings, PrintWriter out) {
        StateDirectory state = StateFolder.directoryOf(settings.cluster().embedded());
        BackgroundDayfly dayfly = new BackgroundDayfly(settings.listen().near(), state);
        ProcessHandle process = dayfly.process()
                .orElseThrow(() -> new CommandException("no dayfly runs with the state folder " + state.path()
                        + (dayfly.answers() ? ", but a program listens at " + dayfly.place() : "")));
        out.println("dayfly runs (process " + process.pid() + ", since "
                + UtcTime.of(process.info().startInstant().orElse(Instant.EPOCH)) + ")");
        out.println("clients: " + dayfly.place() + (dayfly.answers() ? "" : ", where nothing listens yet"));
        out.println("state folder: " + state.path());
        dayfly.about().ifPresent(about -> {
            out.println("started in the background: " + about);
            out.println("log: " + dayfly.log());
        });
    }
}
