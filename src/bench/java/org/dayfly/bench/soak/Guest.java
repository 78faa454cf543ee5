package org.dayfly.bench.soak;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Set;
import org.dayfly.bench.soak.Tally.Problem;
import org.postgresql.PGConnection;

/** A client in its session. What it does is written into the ledger; what goes wrong is judged. Of one thread. */
final class Guest implements AutoCloseable {
    /** What the server's strange defaults, and others on the same key, may do to a statement: it is tried again. */
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01", "55P03", "57014", "25P02", "23505", "42P07");

    private static final int TRIES = 20;
    private static final long PAUSE = 100;

    private final Site site;
    private final Dial dial;
    private final Connection connection;
    private final Handed database;
    private long answered;

    private Guest(Site site, Dial dial, Connection connection, Handed database, long from) {
        this.site = site;
        this.dial = dial;
        this.connection = connection;
        this.database = database;
        // The server's clock for idle sessions may run before the client hears that it is let in.
        this.answered = from;
    }

    /** What is done with a statement. */
    @FunctionalInterface
    interface Work<T> {
        T on(Statement statement) throws SQLException;
    }

    /** Connects, and sees to it that it is in the right database. */
    static Guest open(Site site, Dial dial) throws Ended {
        long from = Clock.now();
        Reset reset = dial.kind() == Dial.Kind.RESET ? site.ledger().resetBegins(dial.key()) : new Reset(from);
        try {
            Connection connection = dial.connect(site.ports().get(dial.proxy()));
            PGConnection told = connection.unwrap(PGConnection.class);
            String name = String.valueOf(told.getParameterStatus("dayfly.database"));
            reset.made(name, Clock.now());
            String url = String.valueOf(told.getParameterStatus("dayfly.url"));
            long expires = Instant.parse(String.valueOf(told.getParameterStatus("dayfly.expires_at")))
                    .toEpochMilli();
            Ledger.Arrival arrival = arrival(site, dial, name, password(url), from, expires);
            new Arrivals(site).check(dial, arrival, from, Clock.now());
            return new Guest(site, dial, connection, arrival.database(), from);
        } catch (SQLException e) {
            reset.failed(Clock.now());
            site.judge().refused(dial, e, from, Clock.now());
            throw new Ended();
        }
    }

    private static Ledger.Arrival arrival(Site site, Dial dial, String name, String password, long from, long expires)
            throws SQLException {
        if (dial.kind() != Dial.Kind.ISSUED && dial.kind() != Dial.Kind.WRONG_PASSWORD) {
            return site.ledger().arrived(dial, name, password, from, expires);
        }
        Handed known = site.ledger().named(dial.user()).orElseThrow(() -> new SQLException("not in the ledger", "-"));
        known.opened(dial.proxy(), from, expires);
        return new Ledger.Arrival(known, false, known.owner());
    }

    private static String password(String url) {
        String login = url.substring(url.indexOf("//") + 2, url.lastIndexOf('@'));
        return login.substring(login.indexOf(':') + 1);
    }

    Dial dial() {
        return dial;
    }

    Handed database() {
        return database;
    }

    Connection connection() {
        return connection;
    }

    Site site() {
        return site;
    }

    /** Runs statements, again if the server's defaults or others were in the way. */
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
                    site.judge().ended(this, e, answered, Clock.now());
                    throw new Ended();
                }
                answer(sent);
                site.tally().count("statement tried again: " + state);
                Clock.sleep(PAUSE);
            }
        }
    }

    private void answer(long sent) {
        answered = Clock.now();
        database.answered(dial.proxy(), sent, answered);
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
        site.judge()
                .problem(
                        problem,
                        dial + " in " + database + ": " + what + site.lives().fate(database));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It was over already.
        }
        database.closed(Clock.now());
    }
}
