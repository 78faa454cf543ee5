package org.dayfly.server;

import java.sql.SQLException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.dayfly.server.registry.BlockingTasks;
import org.dayfly.server.registry.Delays;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists this proxy in the registry of a server, for operators and for the other proxies of the server. Learns whether
 * there are other proxies. Safe for use by any thread.
 */
final class ProxyRegistration implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProxyRegistration.class);

    /** The time from one sign of life to the next. The registry counts a proxy as dead after six times as long. */
    private static final Duration BEAT = Duration.ofSeconds(5);

    private static final Query<Integer> SEEN = new Query<>("SELECT registry.proxy_seen(?, ?, ?)", row -> row.getInt(1));
    private static final Query<Boolean> LEFT = new Query<>("SELECT true FROM registry.proxy_left(?)", row -> true);

    private final Registry registry;
    private final BlockingTasks tasks;
    private final ProxyIdentity identity;
    private final long id;
    /** Until the registry has answered, there may be others. */
    private volatile boolean shared = true;

    private ProxyRegistration(Registry registry, BlockingTasks tasks, ProxyIdentity identity, long id) {
        this.registry = registry;
        this.tasks = tasks;
        this.identity = identity;
        this.id = id;
    }

    /** Lists the proxy from now on. */
    static ProxyRegistration start(
            Registry registry, ProxyIdentity identity, BlockingTasks tasks, Delays delays, RandomGenerator random) {
        ProxyRegistration registration = new ProxyRegistration(registry, tasks, identity, random.nextLong());
        delays.repeat(registration::beat, Duration.ZERO, BEAT);
        return registration;
    }

    private void beat() {
        tasks.ask(() -> registry.pool()
                        .with(connection -> SEEN.first(connection, id, identity.address(), identity.version()))
                        .orElseThrow())
                .whenComplete((others, failure) -> {
                    if (failure == null) {
                        shared = others > 0;
                    } else {
                        log.debug("could not tell the registry that this proxy lives", failure);
                    }
                });
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
