package org.dayfly.command.servers;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.dayfly.config.Settings;
import org.dayfly.telemetry.LogSettings;
import org.dayfly.telemetry.Logging;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that asks the registries on the servers directly, with the settings that dayfly was started with. */
public abstract class RegistryCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SettingsSource dayfly;

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command and prints its result. */
    protected abstract void run(Servers servers, Settings settings, PrintWriter out);

    /**
     * Fails if there are reasons to fail, after the result was printed.
     *
     * @param reasons why servers cannot be used; empty: the command has succeeded
     */
    protected static void failFor(List<String> reasons, PrintWriter out) {
        if (!reasons.isEmpty()) {
            out.flush();
            throw new CommandException(String.join("; ", reasons));
        }
    }

    @Override
    public final Integer call() {
        if (dayfly == null || spec == null) {
            throw new IllegalStateException("not part of a command line");
        }
        Settings settings = dayfly.settings();
        // A command that succeeds prints its result, and a command that fails prints one line. Neither needs a log in
        // between.
        Logging.configure(
                new LogSettings(LogSettings.Level.ERROR, settings.log().format()));
        run(Servers.of(settings.cluster()), settings, spec.commandLine().getOut());
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
