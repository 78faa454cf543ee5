package org.dayfly;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.dayfly.admin.StatusSite;
import org.dayfly.cluster.Cluster;
import org.dayfly.command.Version;
import org.dayfly.config.CurrentSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.SettingsException;
import org.dayfly.frontend.Encryption;
import org.dayfly.frontend.Listener;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.CloseStack;
import org.dayfly.session.OpenSessions;
import org.dayfly.session.Sessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running dayfly. Builds its parts from the server up to the listening port, and closes them in reverse. A test can
 * embed a proxy as it is. Safe for use by any thread.
 */
public final class Proxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Proxy.class);

    /** How long sessions may take to end after they were told to end. */
    private static final Duration END_OF_SESSIONS = Duration.ofSeconds(2);

    private final CloseStack closeStack;
    private final ProxyCore core;
    private final Listener listener;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> hurry = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final int sessionsAtStart;
    private final CurrentSettings settings;
    private final Optional<StatusSite> status;
    private volatile Encryption encryption;

    private Proxy(
            CloseStack closeStack,
            ProxyCore core,
            Listener listener,
            Optional<StatusSite> status,
            CurrentSettings settings,
            Encryption encryption) {
        this.closeStack = closeStack;
        this.core = core;
        this.listener = listener;
        this.status = status;
        this.sessionsAtStart = settings.get().sessions().max();
        this.settings = settings;
        this.encryption = encryption;
    }

    /**
     * Starts the embedded server or finds the external one, and begins to listen.
     *
     * @throws IOException if dayfly cannot listen on the address; the message is one sentence for the operator
     * @throws RuntimeException if a setting or a server is unfit; the message is one sentence for the operator
     */
    public static Proxy start(Settings settings) throws IOException {
        return start(settings, line -> {});
    }

    /**
     * Starts a proxy as {@link #start(Settings)} does, and reports the progress.
     *
     * @param progress gets a line of text for each step that takes long
     */
    static Proxy start(Settings settings, Consumer<String> progress) throws IOException {
        // TLS and the address come first: if they are unfit, nothing has been started yet.
        Encryption encryption = Encryption.of(settings.tls());
        Listener.check(settings.listen().address());
        CloseStack closeStack = new CloseStack();
        try {
            Behind behind = Behind.start(settings, closeStack);
            return start(settings, encryption, behind, closeStack, progress);
        } catch (IOException | RuntimeException e) {
            closeStack.close();
            throw e;
        }
    }

    /** Starts a proxy in front of a server that runs already. The server stays when the proxy is closed. */
    static Proxy start(Settings settings, Cluster cluster) throws IOException {
        return start(settings, Behind.only(cluster));
    }

    /**
     * Starts a proxy in front of servers that run already. The servers stay when the proxy is closed.
     *
     * @param clusters by name; the first has the directory of keys
     */
    static Proxy start(Settings settings, Map<String, Cluster> clusters) throws IOException {
        return start(settings, Behind.of(clusters));
    }

    private static Proxy start(Settings settings, Behind behind) throws IOException {
        return start(settings, Encryption.of(settings.tls()), behind, new CloseStack(), line -> {});
    }

    private static Proxy start(
            Settings initial, Encryption encryption, Behind behind, CloseStack closeStack, Consumer<String> progress)
            throws IOException {
        long begun = System.nanoTime();
        CurrentSettings settings = new CurrentSettings(initial);
        try {
            // Before the rest: it answers while templates are made, and until everything else is closed.
            Optional<StatusSite> status = StatusSite.open(initial, encryption, Version.number());
            status.ifPresent(closeStack::add);
            ProxyCore core = ProxyCore.build(settings, behind, progress, status, closeStack);
            Listener listener =
                    closeStack.add(Listener.open(core.sockets(), initial.listen(), encryption, core.sessions(initial)));
            core.reap();
            status.ifPresent(
                    site -> site.watch(core.watched(initial.listen().advertise().orElseGet(listener::place))));
            log.info(
                    "listening on {}{} ({}, {}), in front of {}, after {} ms",
                    listener.place(),
                    listener.localPlace().map(path -> " and " + path).orElse(""),
                    core.sockets().name(),
                    encryption,
                    core.names(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            status.ifPresent(site -> log.info("status page on {}", site.place()));
            return new Proxy(closeStack, core, listener, status, settings, encryption);
        } catch (IOException | RuntimeException e) {
            closeStack.close();
            throw e;
        }
    }

    /** The address where clients connect, with the port that the system chose if the settings name none. */
    public HostPort place() {
        return listener.place();
    }

    /**
     * Applies other settings. The limits, the times of databases and the reaper follow at once. TLS, passwords and
     * networks count for clients that connect from now on. Waits until new servers are open and new templates are made.
     *
     * @throws SettingsException if a setting has changed that needs a restart, or a new server is unfit; then
     *     no setting is applied
     */
    public synchronized void reload(Settings next) {
        new RestartOnly(settings.get(), sessionsAtStart).refuseChange(next);
        Encryption renewed = encryption.under(next.tls());
        follow(next);
        Sessions sessions = core.sessions(next);
        settings.set(next);
        encryption = renewed;
        status.ifPresent(site -> site.follow(next, renewed));
        core.reap();
        listener.lead(next.listen(), renewed, sessions);
        core.prepare(next.templates()); // last, because scripts of templates may take minutes
        log.info("settings reloaded");
    }

    private void follow(Settings next) {
        try {
            core.follow(next.cluster());
        } catch (SettingsException e) {
            throw e;
        } catch (RuntimeException unfit) {
            throw new SettingsException(String.valueOf(unfit.getMessage()));
        }
    }

    /** The address of the status page, if there is one. */
    Optional<HostPort> statusPlace() {
        return status.map(StatusSite::place);
    }

    /** The sessions of clients. */
    OpenSessions sessions() {
        return core.open();
    }

    /** Waits until the proxy has been closed. */
    public void awaitClose() {
        closed.join();
    }

    /**
     * Takes no new sessions, lets open sessions finish within {@code drain}, ends the others with 57P01, and closes the
     * parts, with the embedded server. A second call, from another thread, ends the wait for open sessions.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            hurry.complete(null);
            closed.join();
            return;
        }
        try {
            endSessions();
        } finally { // also after an Error: nobody else ends this process
            try {
                closeStack.close();
            } finally {
                log.info("stopped");
                closed.complete(null);
            }
        }
    }

    private void endSessions() {
        status.ifPresent(StatusSite::closing);
        listener.close();
        int count = core.open().count();
        if (count > 0) {
            Duration drain = settings.get().sessions().drain();
            log.info("stopping: {} open sessions may finish within {} s", count, drain.toSeconds());
            await(CompletableFuture.anyOf(core.open().over(), hurry), drain);
            ClientError why =
                    ClientError.of(SqlState.ADMIN_SHUTDOWN, "terminating connection because dayfly is shutting down");
            await(core.open().endAll(why).toCompletableFuture(), END_OF_SESSIONS);
        }
        await(core.told(), END_OF_SESSIONS);
    }

    private static void await(CompletableFuture<?> future, Duration patience) {
        try {
            future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.debug("not waiting any longer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
