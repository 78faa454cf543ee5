package org.dayfly;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.dayfly.background.Signals;
import org.dayfly.cluster.embedded.StateFolder;
import org.dayfly.command.Commands;
import org.dayfly.command.Version;
import org.dayfly.command.servers.SettingsSource;
import org.dayfly.config.Settings;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.config.value.PathText;
import org.dayfly.config.value.SettingsException;
import org.dayfly.telemetry.Logging;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line: serves, or administers a dayfly that is running.
 *
 * <p>Exit statuses: 0; 2 for a usage error or an invalid setting; 1 for any other failure.
 */
@Command(
        name = "dayfly",
        description = "Hands out throwaway PostgreSQL databases. A client that connects as user \"new\" gets one.",
        synopsisSubcommandLabel = "[COMMAND]",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Without a command, dayfly serves clients. proxy.conf lists all settings; the environment can set them too,"
                    + " as in DAYFLY_DATABASES_TTL=2h."
        })
public final class Main implements SettingsSource, Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Read settings from FILE; otherwise from the file that DAYFLY_CONFIG names, if any.")
    private @Nullable String config;

    /**
     * The values of {@code --set}. The parser gives {@link #set} two lists, for options before and after the command,
     * fills the lists later, and gives a list again for each further option.
     */
    private final List<List<String>> flags = new ArrayList<>();

    Main(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Adds a list of values. A setter, because with a field, options after the command would replace the options before
     * it.
     */
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            scope = ScopeType.INHERIT,
            description = "Set one key, as in --set databases.ttl=2h. Wins over the environment and the file.")
    void set(@Nullable List<String> toBeFilled) {
        if (toBeFilled != null && flags.stream().noneMatch(list -> list == toBeFilled)) {
            flags.add(toBeFilled);
        }
    }

    public static void main(String[] arguments) {
        // pgjdbc sends the JVM's time zone to servers, and a server may not know the operator's. dayfly shows times
        // only in UTC.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        NamesOfServers.forgetSoon();
        int status = CommandLine.ExitCode.SOFTWARE;
        try {
            status = commandLine(System.getenv()).execute(arguments);
        } catch (LinkageError e) {
            System.err.println("dayfly: a class is missing, as after the jar was replaced while dayfly ran;"
                    + " start dayfly again: " + e);
        } catch (Error e) {
            log.error("dayfly ends after an internal error", e);
        }
        System.exit(status); // also after an Error, because other threads may still run
    }

    static CommandLine commandLine(Map<String, String> environment) {
        return Commands.under(new Main(environment), new ServeCommand(), new CheckCommand());
    }

    @Override
    public Integer call() throws IOException {
        return serve(Optional.empty());
    }

    /** @param idle the time without use after which dayfly ends by itself; empty: it does not */
    int serve(Optional<Duration> idle) throws IOException {
        Settings settings = settings();
        Logging.configureInBackground(settings.log());
        CompletableFuture<Proxy> started = new CompletableFuture<>();
        ServiceManager manager = ServiceManager.of(environment);
        // A signal that arrives during the start waits for the end of the start, so that no server is left running.
        Runnable stop = () -> started.thenAccept(proxy -> {
            manager.stopping();
            proxy.close();
        });
        Signals.on("TERM", stop);
        Signals.on("INT", stop);
        try (Proxy proxy = start(settings, manager)) {
            started.complete(proxy);
            Signals.on("HUP", () -> reload(proxy));
            out().println(Banner.of(settings, proxy.place()));
            out().flush();
            manager.ready();
            HeapTuning.begin();
            idle.ifPresent(time -> IdleExit.watch(
                    proxy, time, StateFolder.directoryOf(settings.cluster().embedded())));
            proxy.awaitClose();
        } finally {
            // Writes the log lines that still wait, before the process ends. This also holds after a failure.
            Logging.configure(settings.log());
        }
        return CommandLine.ExitCode.OK;
    }

    private static Proxy start(Settings settings, ServiceManager manager) throws IOException {
        try (ServiceManager.Starting starting = manager.starting()) {
            return Proxy.start(settings, starting::step);
        }
    }

    private void reload(Proxy proxy) {
        try {
            Settings next = settings();
            proxy.reload(next);
            Logging.configureInBackground(next.log());
        } catch (SettingsException e) {
            log.error("could not reload the settings, the old settings stay in force: {}", e.getMessage());
        }
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    @Override
    public Settings settings() {
        Optional<Path> file = Optional.ofNullable(config)
                .map(name -> path("--config", name))
                .or(() -> Optional.ofNullable(environment.get(SettingsFile.VARIABLE))
                        .filter(name -> !name.isEmpty())
                        .map(name -> path(SettingsFile.VARIABLE, name)));
        return SettingsFile.read(
                file, environment, flags.stream().flatMap(List::stream).toList());
    }

    @Override
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (config != null) {
            arguments.addAll(List.of(
                    "--config", path("--config", config).toAbsolutePath().toString()));
        }
        flags.stream().flatMap(List::stream).forEach(flag -> arguments.addAll(List.of("--set", flag)));
        return arguments;
    }

    private static Path path(String origin, String name) {
        return PathText.read(name, why -> new SettingsException(origin + " " + why));
    }
}
