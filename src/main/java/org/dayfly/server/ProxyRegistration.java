package org.dayfly.server;

import java.sql.SQLException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.dayfly.server.directory.Membership;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.Delays;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists this proxy in the registry of a server, for operators and for the other proxies of the server. Learns whether
 * there are other proxies. Safe for use by any thread.
 */
final class ProxyRegistration implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProxyRegistration.class);

    /** The time from one sign of life to the next. The registry counts a proxy as dead after fifteen times as long. */
    private static final Duration BEAT = Duration.ofSeconds(2);

    private static final Query<Seen> SEEN = new Query<>(
            "SELECT others, draining FROM registry.proxy_seen(?, ?, ?)",
            row -> new Seen(row.getInt("others"), row.getBoolean("draining")));
    private static final Query<Boolean> LEFT = new Query<>("SELECT true FROM registry.proxy_left(?)", row -> true);

    private final Registry registry;
    private final BlockingTasks tasks;
    private final ProxyIdentity identity;
    private final long id;
    private final Membership membership;
    /** Until the registry has answered, there may be others. */
    private volatile boolean shared = true;

    /** What a sign of life is answered with: how many other proxies there are, and whether the server is drained. */
    private record Seen(int others, boolean draining) {}

    private ProxyRegistration(
            Registry registry, BlockingTasks tasks, ProxyIdentity identity, long id, Membership membership) {
        this.registry = registry;
        this.tasks = tasks;
        this.identity = identity;
        this.id = id;
        this.membership = membership;
    }

    /**
     * Lists the proxy from now on. Waits for the first sign of life.
     *
     * @param membership hears at each sign of life whether the server is being drained
     */
    static ProxyRegistration start(
            Registry registry,
            ProxyIdentity identity,
            Membership membership,
            BlockingTasks tasks,
            Delays delays,
            RandomGenerator random)
            throws SQLException {
        ProxyRegistration registration =
                new ProxyRegistration(registry, tasks, identity, random.nextLong(), membership);
        registration.beat();
        delays.repeat(registration::beatAgain, BEAT, BEAT);
        return registration;
    }

    private boolean beat() throws SQLException {
        Seen seen = registry.pool()
                .with(connection -> SEEN.first(connection, id, identity.address(), identity.version()))
                .orElseThrow();
        membership.drained(seen.draining());
        shared = seen.others() > 0;
        return shared;
    }

    private void beatAgain() {
        tasks.ask(this::beat).exceptionally(failure -> {
            log.debug("could not tell the registry that this proxy lives", failure);
            return shared;
        });
    }

    /** The number of the proxy in the registry. */
    long id() {
        return id;
    }

    /** Whether another proxy used the server during the last half minute. */
    boolean isShared() {
        return shared;
    }

    /** Removes the proxy from the list. If the registry cannot be told, the proxy counts as dead 30 s later. */
    @Override
    public void close() {
        try {
            registry.pool().with(connection -> LEFT.first(connection, id));
        } catch (SQLException e) {
            log.debug("could not tell the registry that this proxy stops", e);
        }
    }
}
