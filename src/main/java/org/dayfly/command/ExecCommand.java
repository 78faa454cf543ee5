package org.dayfly.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dayfly.background.BackgroundDayfly;
import org.dayfly.background.OwnProgram;
import org.dayfly.background.Signals;
import org.dayfly.background.Wanted;
import org.dayfly.cluster.embedded.StateFolder;
import org.dayfly.command.servers.CommandException;
import org.dayfly.command.servers.ExecEnvironment;
import org.dayfly.command.servers.FreshSession;
import org.dayfly.command.servers.SettingsSource;
import org.dayfly.config.Settings;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.IoReason;
import org.dayfly.server.Note;
import org.dayfly.telemetry.LogSettings;
import org.dayfly.telemetry.Logging;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * The command {@code exec}: runs another program with a fresh database, and drops the database when the program ends.
 * Starts dayfly in the background if no dayfly runs.
 */
@Command(
        name = "exec",
        description = {
            "Run COMMAND with a fresh database, and drop the database when COMMAND ends. COMMAND finds the database in"
                    + " DATABASE_URL, and in PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.",
            "Starts dayfly in the background if no dayfly runs; that dayfly ends after 15 minutes without use.",
            "Exits with the status of COMMAND; 127 if COMMAND cannot be run."
        },
        synopsisSubcommandLabel = "",
        mixinStandardHelpOptions = true)
final class ExecCommand implements Callable<Integer> {
    /** dayfly drops the database after its last session, also if nobody is left to tell it. */
    private static final String DROP = "-c dayfly.after=drop";

    private static final int USE_SECONDS = 20;
    private static final int NO_SUCH_COMMAND = 127;

    @ParentCommand
    private @Nullable SettingsSource dayfly;

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup
    private @Nullable Content content;

    /** What the database holds; at most one of these is given. */
    static final class Content {
        @Option(names = "--copy", paramLabel = "SOURCE", description = "A copy of SOURCE: a key, or a template.")
        private @Nullable String copy;

        @Option(
                names = "--key",
                paramLabel = "KEY",
                description = "The database of KEY, which other clients share; it is not dropped.")
        private @Nullable String key;

        @Option(names = "--server", description = "A whole PostgreSQL server.")
        private boolean server;

        private String user() {
            if (copy != null) {
                return "copy." + copy;
            }
            return key != null ? "new." + key : server ? "server" : "new";
        }
    }

    @Option(
            names = "--keep-on-failure",
            description =
                    "Keep the database for some time (databases.kept) if COMMAND fails, and print how to connect.")
    private boolean keepOnFailure;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The program, and its arguments.")
    private @Nullable List<String> command;

    @Override
    public Integer call() {
        SettingsSource source = Objects.requireNonNull(dayfly);
        Settings settings = source.settings();
        Logging.configure(
                new LogSettings(LogSettings.Level.ERROR, settings.log().format()));
        HostPort place = settings.listen().near();
        if (place.port() == 0) {
            throw new CommandException("listen has port 0; exec needs a port: --set listen=127.0.0.1:6432");
        }
        BackgroundDayfly background = new BackgroundDayfly(
                place, StateFolder.directoryOf(settings.cluster().embedded()));
        background.ensure(new Wanted(new OwnProgram(), source.arguments(), Optional.empty()));
        FreshSession.Target target =
                new FreshSession.Target(place, settings.access(), settings.tls().mode());
        boolean shared = content != null && content.key != null;
        String user = content == null ? "new" : content.user();
        try (FreshSession session = FreshSession.open(target, user, note() + (shared ? "" : DROP))) {
            String url = session.url();
            int status = run(url, session);
            if (!shared && keepOnFailure && status != 0) {
                keep(target, url);
            }
            return status;
        }
    }

    /** The option that says what the database is for. A backslash goes before a blank and a backslash. */
    private String note() {
        String words = Note.of(String.join(" ", Objects.requireNonNull(command)));
        return "-c dayfly.note=" + words.replaceAll("[\\\\ ]", "\\\\$0") + " ";
    }

    private int run(String url, FreshSession session) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dayfly-exec");
            thread.setDaemon(true);
            return thread;
        });
        try {
            ProcessBuilder builder = new ProcessBuilder(Objects.requireNonNull(command)).inheritIO();
            builder.environment().keySet().removeAll(ExecEnvironment.MISLEADING);
            builder.environment().putAll(ExecEnvironment.of(url));
            // The terminal sends SIGINT to the program too. SIGTERM is passed on.
            Signals.on("INT", () -> {});
            Process process = builder.start();
            Signals.on("TERM", process::destroy);
            timer.scheduleWithFixedDelay(session::use, USE_SECONDS, USE_SECONDS, TimeUnit.SECONDS);
            return process.waitFor();
        } catch (IOException e) {
            err().println("dayfly: " + Objects.requireNonNull(command).get(0) + " can't be run: " + IoReason.of(e));
            return NO_SUCH_COMMAND;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while the command ran");
        } finally {
            timer.shutdownNow();
        }
    }

    private void keep(FreshSession.Target target, String url) {
        try {
            FreshSession.keep(target, url);
        } catch (CommandException e) {
            err().println("dayfly: the database could not be kept: " + e.getMessage());
        }
        err().println("dayfly: the database of the failed command is kept: psql " + url);
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
