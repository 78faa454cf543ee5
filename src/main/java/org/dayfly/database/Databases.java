package org.dayfly.database;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.protocol.ClientError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door to this room: makes databases, lets sessions join them, and is told when they leave.
 *
 * <p>Every method waits for PostgreSQL: for workers, never for an event loop. Whatever is refused or fails is a
 * {@link ClientError}.
 */
public final class Databases {
    private static final Logger log = LoggerFactory.getLogger(Databases.class);

    private final Registry registry;
    private final DatabaseSettings settings;
    private final Reaper reaper;
    private final DatabaseMaker maker;
    private final CreateStrategy strategy;

    private Databases(
            Registry registry, DatabaseSettings settings, Reaper reaper, DatabaseMaker maker, CreateStrategy strategy) {
        this.registry = registry;
        this.settings = settings;
        this.reaper = reaper;
        this.maker = maker;
        this.strategy = strategy;
    }

    /**
     * Opens the door.
     *
     * @param strategy how to make databases; empty: whichever is measured as faster on this server, now
     */
    public static Databases open(
            Registry registry,
            DatabaseSettings settings,
            Reaper reaper,
            SecureRandom random,
            Optional<CreateStrategy> strategy) {
        DatabaseMaker maker =
                new DatabaseMaker(registry, () -> DatabaseName.random(random), settings.sessions(), reaper::wake);
        return new Databases(
                registry,
                settings,
                reaper,
                maker,
                strategy.orElseGet(() -> new StrategyChoice(maker).faster(registry.server())));
    }

    /** The same door under other settings, for databases made from now on. */
    public Databases under(DatabaseSettings settings) {
        return new Databases(registry, settings, reaper, maker.forSessions(settings.sessions()), strategy);
    }

    /** Makes a fresh database and hands it out; it is committed when this returns. */
    public Lease make(Request request) {
        long start = System.nanoTime();
        try {
            Lease lease = maker.make(Terms.of(request, settings), strategy);
            log.info("database {} made in {} ms", lease.name(), (System.nanoTime() - start) / 1_000_000);
            return lease;
        } catch (SQLException e) {
            log.debug("cannot make a database", e);
            throw ServerFailure.making(e);
        }
    }

    /** Hands a database out once more, to a session that has shown the password of its role. */
    public Lease join(DatabaseName name) {
        try {
            Optional<Lease> lease = registry.join(name);
            if (lease.isEmpty()) {
                throw registry.late(name);
            }
            return lease.get();
        } catch (SQLException e) {
            throw ServerFailure.asking(e);
        }
    }

    /**
     * Tells that no session is open here on a database any more.
     *
     * @param ago how long ago the last one ended
     */
    public void rest(DatabaseName name, Duration ago) {
        try {
            registry.rest(name, ago);
        } catch (SQLException e) {
            throw ServerFailure.asking(e);
        }
    }

    /**
     * Takes a database out of service on which no client ever sent a query.
     *
     * @param openedHere how many sessions this proxy opened on it, all of them over by now
     * @return false where it was handed out to other sessions too: it stays
     */
    public boolean dropIfUnused(DatabaseName name, int openedHere) {
        try {
            boolean reserved = registry.reserveUnused(name, openedHere);
            if (reserved) {
                reaper.wake();
            }
            return reserved;
        } catch (SQLException e) {
            throw ServerFailure.asking(e);
        }
    }
}
