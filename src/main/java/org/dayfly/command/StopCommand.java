package org.dayfly.command;

import java.io.PrintWriter;
import org.dayfly.background.BackgroundDayfly;
import org.dayfly.cluster.embedded.StateFolder;
import org.dayfly.command.servers.RegistryCommand;
import org.dayfly.command.servers.Servers;
import org.dayfly.config.Settings;
import org.dayfly.machine.StateDirectory;
import picocli.CommandLine.Command;

/** The command {@code stop}: stops the dayfly that uses the state folder, and waits for its end. */
@Command(
        name = "stop",
        description = "Stop the dayfly that uses the state folder, as SIGTERM does. Succeeds if none runs.",
        mixinStandardHelpOptions = true)
final class StopCommand extends RegistryCommand {
    @Override
    protected void run(Servers servers, Settings settings, PrintWriter out) {
        StateDirectory state = StateFolder.directoryOf(settings.cluster().embedded());
        boolean stopped = new BackgroundDayfly(settings.listen().near(), state).stop();
        out.println(stopped ? "dayfly has stopped" : "no dayfly runs with the state folder " + state.path());
    }
}
