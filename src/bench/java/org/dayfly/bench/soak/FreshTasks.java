package org.dayfly.bench.soak;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.dayfly.bench.soak.Tally.Problem;
import org.dayfly.bench.stage.Clock;

/** Tasks of clients with databases of their own. */
final class FreshTasks {
    /** Fewer than max_prepared_transactions, because other transactions may be prepared in between. */
    private static final int PREPARED = 6;

    private static final int GUESSES = 3;
    private static final int FRESH_MILLIS = 3_000;
    /** Some clients use the URL of a database too late. */
    private static final int LATE_MILLIS = 5_000;

    private static final int OVER_LIMIT_MILLIS = 1_000;
    private static final String CANCELED = "57014";
    private static final Lock ONE_AT_A_TIME = new ReentrantLock();

    private FreshTasks() {}

    /** Checks that the database is new, and uses it. */
    private static void useNew(Client client) throws Ended {
        if (new Rows(client).exist()) {
            client.problem(Problem.DOUBLED, "there are rows in a new database");
        }
        KeyTasks.use(client, 1, 0);
    }

    /** Gets a new database, and later joins it by its URL through the other proxy. */
    static void fresh(Shared shared, Random random) throws Ended {
        int proxy = Task.proxy(random);
        Database database;
        try (Client client = Client.open(shared, Target.fresh(proxy))) {
            useNew(client);
            database = client.database();
        }
        Clock.sleep(random.nextInt(FRESH_MILLIS));
        try (Client client = Client.open(shared, Target.issued(1 - proxy, database))) {
            new Rows(client).check();
        }
    }

    /** Joins a database of any client by its URL. */
    static void issued(Shared shared, Random random) throws Ended {
        List<Database> used = used(shared);
        if (!used.isEmpty()) {
            try (Client client = Client.open(shared, Target.issued(Task.proxy(random), Keys.one(used, random)))) {
                KeyTasks.use(client, 1, 0);
            }
        }
    }

    private static List<Database> used(Shared shared) {
        long now = Clock.now();
        return shared.ledger().all().stream()
                .filter(database -> database.answeredBefore(now) && database.expires() > now - LATE_MILLIS)
                .filter(database -> !database.owner().startsWith(CopyTasks.PRIVATE))
                .toList();
    }

    static void wrongPassword(Shared shared, Random random) throws Ended {
        List<Database> used = used(shared);
        for (int i = 0; i < GUESSES && !used.isEmpty(); i++) {
            try {
                Client.open(shared, Target.wrongPassword(Task.proxy(random), Keys.one(used, random)))
                        .close();
            } catch (Ended e) {
                // The client was refused, as it must be.
            }
        }
    }

    /** Leaves a prepared transaction in its database. */
    static void prepared(Shared shared, Random random) throws Ended {
        if (!ONE_AT_A_TIME.tryLock()) {
            return;
        }
        try (Client client = Client.open(shared, Target.fresh(Task.proxy(random)))) {
            useNew(client);
            if (client.number("SELECT count(*) FROM pg_prepared_xacts") < PREPARED) {
                String name = "left " + shared.numbers().incrementAndGet();
                client.run(statement -> {
                    statement.execute("ROLLBACK");
                    statement.execute("BEGIN");
                    statement.execute("CREATE TABLE public.unfinished ()");
                    return statement.execute("PREPARE TRANSACTION '" + name + "'");
                });
                shared.tally().count("prepared transactions left behind");
            }
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    static void cancel(Shared shared, Random random) throws Ended {
        Target target = Target.fresh(Task.proxy(random));
        try (Client client = Client.open(shared, target)) {
            useNew(client);
            long sent = Clock.now();
            String outcome = "it ran to its end";
            try (Statement statement = client.connection().createStatement()) {
                statement.setQueryTimeout(1);
                statement.execute("SELECT pg_sleep(4)");
            } catch (SQLException e) {
                outcome = String.valueOf(e.getMessage());
                if (!CANCELED.equals(e.getSQLState())) {
                    shared.judge().ended(client, e, sent, Clock.now());
                    throw new Ended();
                }
            }
            boolean canceled = outcome.contains("user request");
            if (!canceled && !shared.judge().disturbed(target, sent, Clock.now())) {
                client.problem(Problem.REFUSED, "a cancel request had no effect: " + outcome);
            }
            shared.tally().count(canceled ? "canceled" : "not canceled");
        }
    }

    /** Asks for more databases at once than a proxy allows. Databases in use stay, and some clients are refused. */
    static void overLimit(Shared shared, int proxy) {
        List<Client> clients = new ArrayList<>();
        try {
            int wanted = Limits.DATABASES.get(proxy) + 1;
            for (int i = 0; i < wanted && !Thread.currentThread().isInterrupted(); i++) {
                Client client = Client.open(shared, Target.fresh(proxy).from(Limits.OVER_LIMIT));
                clients.add(client);
                client.number("SELECT 1");
            }
        } catch (Ended e) {
            Clock.sleep(OVER_LIMIT_MILLIS);
        } finally {
            clients.forEach(Client::close);
        }
    }
}
