package org.dayfly.bench.soak;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Set;
import org.dayfly.bench.soak.Tally.Problem;
import org.dayfly.bench.stage.Clock;
import org.dayfly.bench.stage.Issued;
import org.postgresql.PGConnection;

/** A client in its session. It records what it does in the ledger, and failures in the judge. For one thread. */
final class Client implements AutoCloseable {
    /** Errors by strange defaults of the server or by other clients of the key. The statement is tried again. */
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01", "55P03", "57014", "25P02", "23505", "42P07");

    private static final int TRIES = 20;
    private static final long PAUSE = 100;

    private final Shared shared;
    private final Target target;
    private final Connection connection;
    private final Database database;
    private long answered;

    private Client(Shared shared, Target target, Connection connection, Database database, long from) {
        this.shared = shared;
        this.target = target;
        this.connection = connection;
        this.database = database;
        // The server may count idle time from before the client has its answer.
        this.answered = from;
    }

    /** Uses a statement. */
    @FunctionalInterface
    interface Work<T> {
        T on(Statement statement) throws SQLException;
    }

    /** Connects, and checks that the database is the right one. */
    static Client open(Shared shared, Target target) throws Ended {
        long from = Clock.now();
        Reset reset = target.kind() == Target.Kind.RESET ? shared.ledger().resetBegins(target.key()) : new Reset(from);
        try {
            Connection connection = target.connect(shared.ports().get(target.proxy()));
            PGConnection told = connection.unwrap(PGConnection.class);
            String name = String.valueOf(told.getParameterStatus("dayfly.database"));
            reset.made(name, Clock.now());
            String url = String.valueOf(told.getParameterStatus("dayfly.url"));
            long expires = Instant.parse(String.valueOf(told.getParameterStatus("dayfly.expires_at")))
                    .toEpochMilli();
            Ledger.Admission admission =
                    admission(shared, target, name, Issued.of(url).password(), from, expires);
            new Admissions(shared).check(target, admission, from, Clock.now());
            return new Client(shared, target, connection, admission.database(), from);
        } catch (SQLException e) {
            reset.failed(Clock.now());
            shared.judge().refused(target, e, from, Clock.now());
            throw new Ended();
        }
    }

    private static Ledger.Admission admission(
            Shared shared, Target target, String name, String password, long from, long expires) throws SQLException {
        if (target.kind() != Target.Kind.ISSUED && target.kind() != Target.Kind.WRONG_PASSWORD) {
            return shared.ledger().admitted(target, name, password, from, expires);
        }
        Database known =
                shared.ledger().named(target.user()).orElseThrow(() -> new SQLException("not in the ledger", "-"));
        known.opened(target.proxy(), from, expires);
        return new Ledger.Admission(known, false, known.owner());
    }

    Target target() {
        return target;
    }

    Database database() {
        return database;
    }

    Connection connection() {
        return connection;
    }

    Shared shared() {
        return shared;
    }

    /** Runs statements, and tries again after an error of {@link #TRY_AGAIN}. */
    <T> T run(Work<T> work) throws Ended {
        for (int tries = 1; ; tries++) {
            long sent = Clock.now();
            try (Statement statement = connection.createStatement()) {
                T result = work.on(statement);
                answer(sent);
                return result;
            } catch (SQLException e) {
                String state = String.valueOf(e.getSQLState());
                if (!TRY_AGAIN.contains(state) || tries == TRIES) {
                    shared.judge().ended(this, e, answered, Clock.now());
                    throw new Ended();
                }
                answer(sent);
                shared.tally().count("statement tried again: " + state);
                Clock.sleep(PAUSE);
            }
        }
    }

    private void answer(long sent) {
        answered = Clock.now();
        database.answered(target.proxy(), sent, answered);
    }

    void execute(String sql) throws Ended {
        run(statement -> statement.execute(sql));
    }

    /** The first column of the first row. */
    long number(String sql) throws Ended {
        return run(statement -> {
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    void problem(Problem problem, String what) {
        shared.judge()
                .problem(
                        problem,
                        target + " in " + database + ": " + what
                                + shared.endCauses().registryEntry(database));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The session has ended already.
        }
        database.closed(Clock.now());
    }
}
