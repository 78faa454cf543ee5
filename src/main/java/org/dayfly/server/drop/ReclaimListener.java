package org.dayfly.server.drop;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.Query;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for each database that any proxy or administrator takes out of service, and ends this proxy's sessions on the
 * database with the reason. Has a thread and a connection of its own.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-notify.html">PostgreSQL, NOTIFY</a>
 */
public final class ReclaimListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReclaimListener.class);

    /** How long a connection may be silent before dayfly checks whether the connection is alive. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int ANSWER_SECONDS = 5;

    private static final Query<Reclaimed> RECLAIMED = new Query<>(
            "SELECT name, kind, key, reason, term, age FROM registry.out_of_service WHERE name = ?", Reclaimed::of);

    private final Registry registry;
    private final LiveSessions sessions;
    private final Hearer hearer;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "dayfly-reclaim-listener");
    private volatile @Nullable Connection connection;

    /** Hears of databases that are taken out of service. */
    public interface Hearer {
        /** A database was taken out of service. */
        void outOfService(DatabaseName name);

        /** The connection broke: from now on, databases may leave service unheard. */
        void deaf();

        /** The connection is open again. */
        void hears();

        /** Hears, and then lets the other hear. */
        default Hearer andThen(Hearer next) {
            Hearer first = this;
            return new Hearer() {
                @Override
                public void outOfService(DatabaseName name) {
                    first.outOfService(name);
                    next.outOfService(name);
                }

                @Override
                public void deaf() {
                    first.deaf();
                    next.deaf();
                }

                @Override
                public void hears() {
                    first.hears();
                    next.hears();
                }
            };
        }
    }

    private ReclaimListener(Registry registry, LiveSessions sessions, Hearer hearer) {
        this.registry = registry;
        this.sessions = sessions;
        this.hearer = hearer;
    }

    /**
     * Starts to listen.
     *
     * @param hearer hears of databases that clients do not have yet
     */
    public static ReclaimListener start(Registry registry, LiveSessions sessions, Hearer hearer) {
        ReclaimListener listener = new ReclaimListener(registry, sessions, hearer);
        listener.thread.setDaemon(true);
        listener.thread.start();
        return listener;
    }

    private void run() {
        boolean again = false;
        while (closing.getCount() > 0) {
            try {
                listen(again);
            } catch (SQLException | RuntimeException e) {
                log.debug("cannot listen for databases that leave service", e);
            }
            again = true;
            hearer.deaf();
            pause();
        }
    }

    private void listen(boolean again) throws SQLException {
        try (Connection made = registry.connectToItself()) {
            connection = made;
            try (Statement statement = made.createStatement()) {
                statement.execute("LISTEN dayfly_reclaiming");
            }
            if (again) {
                hearer.hears();
            }
            PGConnection notifying = made.unwrap(PGConnection.class);
            while (closing.getCount() > 0) {
                PGNotification[] told = notifying.getNotifications((int) SILENCE.toMillis());
                if (told == null || told.length == 0) {
                    if (!made.isValid(ANSWER_SECONDS)) {
                        return;
                    }
                } else {
                    end(told);
                }
            }
        } finally {
            connection = null;
        }
    }

    private void end(PGNotification[] told) throws SQLException {
        for (PGNotification each : told) {
            DatabaseName name = new DatabaseName(each.getParameter());
            hearer.outOfService(name);
            if (sessions.isOn(name)) {
                registry.pool()
                        .with(connection -> RECLAIMED.first(connection, name.value()))
                        .ifPresent(database -> sessions.end(name, database.ending()));
            }
        }
    }

    private void pause() {
        try {
            closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("the connection was already closed", e);
            }
        }
    }
}
