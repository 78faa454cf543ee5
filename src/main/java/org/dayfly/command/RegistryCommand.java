package org.dayfly.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.embedded.EmbeddedCluster;
import org.dayfly.config.ClusterSettings;
import org.dayfly.config.Settings;
import org.dayfly.server.Administration;
import org.dayfly.server.registry.Registry;
import org.dayfly.telemetry.LogSettings;
import org.dayfly.telemetry.Logging;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that asks the registry on the server directly, with the settings that dayfly was started with. */
abstract class RegistryCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SettingsSource dayfly;

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command and prints its result. */
    abstract void run(Administration administration, Settings settings, PrintWriter out);

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
        run(settings, spec.commandLine().getOut());
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    void run(Settings settings, PrintWriter out) {
        try (Cluster cluster = reach(settings.cluster());
                Registry registry = Registry.open(cluster)) {
            run(new Administration(registry), settings, out);
        }
    }

    private static Cluster reach(ClusterSettings settings) {
        return settings.servers().isEmpty()
                ? EmbeddedCluster.attach(settings.embedded())
                        .orElseThrow(() -> new CommandException("no dayfly is running with this embedded.directory;"
                                + " start it with dayfly serve, or give the --config and --set "
                                + "that it was started with"))
                : ExternalCluster.at(settings.servers().get(0));
    }
}
