package org.dayfly.bench.soak;

import java.util.Random;
import org.dayfly.bench.soak.Tally.Problem;
import org.dayfly.bench.stage.Clock;

/** Tasks of clients that share a key. */
final class KeyTasks {
    private static final int CONSECUTIVE = 6;
    private static final int CHECKS = 20;
    private static final int CHECK_MILLIS = 1_000;
    private static final int STAY_MILLIS = 300;

    private KeyTasks() {}

    /** Writes a first row, checks all rows some times, and writes a second row. */
    static void use(Client client, int checks, int pause) throws Ended {
        Shared shared = client.shared();
        long id = shared.numbers().incrementAndGet();
        RowPair pair = shared.ledger().pair(id);
        Rows rows = new Rows(client);
        try {
            rows.write(id, 1);
            for (int i = 0; i < checks && !Thread.currentThread().isInterrupted(); i++) {
                rows.check();
                Clock.sleep(pause);
            }
            rows.write(id, 2);
            pair.complete()
                    .ifPresent(copy -> client.problem(Problem.TORN, "a copy was made between the two rows: " + copy));
        } finally {
            pair.broken();
        }
    }

    static void shortSession(Shared shared, Random random) throws Ended {
        try (Client client = Client.open(shared, Target.key(Task.proxy(random), Keys.one(Keys.SHORT, random)))) {
            use(client, 1, random.nextInt(STAY_MILLIS));
        }
    }

    static void consecutiveSessions(Shared shared, Random random) throws Ended {
        Keys.Name key = Keys.one(Keys.SHORT, random);
        int proxy = Task.proxy(random);
        for (int i = 0; i < CONSECUTIVE; i++) {
            try (Client client = Client.open(shared, Target.key(proxy, key))) {
                use(client, 1, 0);
            }
        }
    }

    static void longSession(Shared shared, Random random) throws Ended {
        try (Client client = Client.open(shared, Target.key(Task.proxy(random), Keys.one(Keys.LONG, random)))) {
            use(client, 1 + random.nextInt(CHECKS), CHECK_MILLIS);
        }
    }

    static void reset(Shared shared, Random random) throws Ended {
        try (Client client = Client.open(shared, Target.reset(Task.proxy(random), Keys.any(random)))) {
            use(client, 1, 0);
        }
    }

    /** Resets a key through both proxies at once. Neither reset fails, but one may end the session of the other. */
    static void twoResets(Shared shared, Random random) throws Ended {
        Keys.Name key = Keys.any(random);
        Thread other = new Thread(() -> resetOnce(shared, Target.reset(1, key)), "the other reset");
        other.start();
        resetOnce(shared, Target.reset(0, key));
        try {
            other.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void resetOnce(Shared shared, Target target) {
        try (Client client = Client.open(shared, target)) {
            use(client, 1, 0);
        } catch (Ended e) {
            // The judge has recorded the cause.
        }
    }
}
