package org.dayfly.bench.soak;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.dayfly.bench.soak.Tally.Problem;

/** What clients do with databases of their own. */
final class BareErrands {
    /** Fewer than max_prepared_transactions, as others may come in between. */
    private static final int PREPARED = 6;

    private static final int GUESSES = 3;
    private static final int FRESH_MILLIS = 3_000;
    /** Some come too late. */
    private static final int LATE_MILLIS = 5_000;

    private static final int CROWD_MILLIS = 1_000;
    private static final String CANCELED = "57014";
    private static final Lock ONE_AT_A_TIME = new ReentrantLock();

    private BareErrands() {}

    /** Nobody was there before. */
    private static void use(Guest guest) throws Ended {
        if (new Rows(guest).exist()) {
            guest.problem(Problem.DOUBLED, "there are rows in a database that is to be new");
        }
        KeyErrands.visit(guest, 1, 0);
    }

    /** Comes back to it by its URL, through the other proxy. */
    static void fresh(Site site, Random random) throws Ended {
        int proxy = Errand.proxy(random);
        Handed database;
        try (Guest guest = Guest.open(site, Dial.fresh(proxy))) {
            use(guest);
            database = guest.database();
        }
        Clock.sleep(random.nextInt(FRESH_MILLIS));
        try (Guest guest = Guest.open(site, Dial.issued(1 - proxy, database))) {
            new Rows(guest).check();
        }
    }

    /** Comes to any database that somebody was in, by its URL. */
    static void issued(Site site, Random random) throws Ended {
        List<Handed> used = used(site);
        if (!used.isEmpty()) {
            try (Guest guest = Guest.open(site, Dial.issued(Errand.proxy(random), Keys.one(used, random)))) {
                KeyErrands.visit(guest, 1, 0);
            }
        }
    }

    private static List<Handed> used(Site site) {
        long now = Clock.now();
        return site.ledger().all().stream()
                .filter(database -> database.answeredBefore(now) && database.expires() > now - LATE_MILLIS)
                .filter(database -> !database.owner().startsWith(CopyErrands.PRIVATE))
                .toList();
    }

    static void wrongPassword(Site site, Random random) throws Ended {
        List<Handed> used = used(site);
        for (int i = 0; i < GUESSES && !used.isEmpty(); i++) {
            try {
                Guest.open(site, Dial.wrongPassword(Errand.proxy(random), Keys.one(used, random)))
                        .close();
            } catch (Ended e) {
                // As it should be.
            }
        }
    }

    /** Leaves a prepared transaction behind. */
    static void prepared(Site site, Random random) throws Ended {
        if (!ONE_AT_A_TIME.tryLock()) {
            return;
        }
        try (Guest guest = Guest.open(site, Dial.fresh(Errand.proxy(random)))) {
            use(guest);
            if (guest.number("SELECT count(*) FROM pg_prepared_xacts") < PREPARED) {
                String name = "left " + site.numbers().incrementAndGet();
                guest.run(statement -> {
                    statement.execute("ROLLBACK");
                    statement.execute("BEGIN");
                    statement.execute("CREATE TABLE public.unfinished ()");
                    return statement.execute("PREPARE TRANSACTION '" + name + "'");
                });
                site.tally().count("prepared transactions left behind");
            }
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    static void cancel(Site site, Random random) throws Ended {
        Dial dial = Dial.fresh(Errand.proxy(random));
        try (Guest guest = Guest.open(site, dial)) {
            use(guest);
            long sent = Clock.now();
            String outcome = "it ran to its end";
            try (Statement statement = guest.connection().createStatement()) {
                statement.setQueryTimeout(1);
                statement.execute("SELECT pg_sleep(4)");
            } catch (SQLException e) {
                outcome = String.valueOf(e.getMessage());
                if (!CANCELED.equals(e.getSQLState())) {
                    site.judge().ended(guest, e, sent, Clock.now());
                    throw new Ended();
                }
            }
            boolean canceled = outcome.contains("user request");
            if (!canceled && !site.judge().disturbed(dial, sent, Clock.now())) {
                guest.problem(Problem.REFUSED, "a cancel request had no effect: " + outcome);
            }
            site.tally().count(canceled ? "canceled" : "not canceled");
        }
    }

    /** More at once than a proxy allows: what is in use stays, and some are refused. */
    static void crowd(Site site, int proxy) {
        List<Guest> guests = new ArrayList<>();
        try {
            int wanted = Limits.DATABASES.get(proxy) + 1;
            for (int i = 0; i < wanted && !Thread.currentThread().isInterrupted(); i++) {
                Guest guest = Guest.open(site, Dial.fresh(proxy).from(Limits.CROWD));
                guests.add(guest);
                guest.number("SELECT 1");
            }
        } catch (Ended e) {
            Clock.sleep(CROWD_MILLIS);
        } finally {
            guests.forEach(Guest::close);
        }
    }
}
