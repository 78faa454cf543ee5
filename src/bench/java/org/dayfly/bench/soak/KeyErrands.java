package org.dayfly.bench.soak;

import java.util.Random;
import org.dayfly.bench.soak.Tally.Problem;

/** What clients do who share a key. */
final class KeyErrands {
    private static final int BACK_TO_BACK = 6;
    private static final int LOOKS = 20;
    private static final int LOOK_MILLIS = 1_000;
    private static final int STAY_MILLIS = 300;

    private KeyErrands() {}

    /** A visit of one session: a row at its beginning, some looks, a row at its end. */
    static void visit(Guest guest, int looks, int pause) throws Ended {
        Site site = guest.site();
        long id = site.numbers().incrementAndGet();
        Visit visit = site.ledger().visit(id);
        Rows rows = new Rows(guest);
        try {
            rows.write(id, 1);
            for (int i = 0; i < looks && !Thread.currentThread().isInterrupted(); i++) {
                rows.check();
                Clock.sleep(pause);
            }
            rows.write(id, 2);
            visit.complete()
                    .ifPresent(copy ->
                            guest.problem(Problem.TORN, "a copy was made in the middle of this visit: " + copy));
        } finally {
            visit.broken();
        }
    }

    static void shortVisit(Site site, Random random) throws Ended {
        try (Guest guest = Guest.open(site, Dial.key(Errand.proxy(random), Keys.one(Keys.SHORT, random)))) {
            visit(guest, 1, random.nextInt(STAY_MILLIS));
        }
    }

    static void backToBack(Site site, Random random) throws Ended {
        Keys.Name key = Keys.one(Keys.SHORT, random);
        int proxy = Errand.proxy(random);
        for (int i = 0; i < BACK_TO_BACK; i++) {
            try (Guest guest = Guest.open(site, Dial.key(proxy, key))) {
                visit(guest, 1, 0);
            }
        }
    }

    static void longVisit(Site site, Random random) throws Ended {
        try (Guest guest = Guest.open(site, Dial.key(Errand.proxy(random), Keys.one(Keys.LONG, random)))) {
            visit(guest, 1 + random.nextInt(LOOKS), LOOK_MILLIS);
        }
    }

    static void reset(Site site, Random random) throws Ended {
        try (Guest guest = Guest.open(site, Dial.reset(Errand.proxy(random), Keys.any(random)))) {
            visit(guest, 1, 0);
        }
    }

    /** Through both proxies at once: neither fails, though one may end the other's session. */
    static void twoResets(Site site, Random random) throws Ended {
        Keys.Name key = Keys.any(random);
        Thread other = new Thread(() -> resetOnce(site, Dial.reset(1, key)), "the other reset");
        other.start();
        resetOnce(site, Dial.reset(0, key));
        try {
            other.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void resetOnce(Site site, Dial dial) {
        try (Guest guest = Guest.open(site, dial)) {
            visit(guest, 1, 0);
        } catch (Ended e) {
            // It was judged.
        }
    }
}
