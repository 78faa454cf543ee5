package org.dayfly.bench.soak;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.dayfly.bench.soak.Tally.Problem;

/** What clients do with copies. */
final class CopyErrands {
    /** The template, and the rows that its script writes. */
    static final String TEMPLATE = "shop";

    static final String SCRIPT =
            "CREATE TABLE public.item (name text PRIMARY KEY);\nINSERT INTO public.item VALUES ('a'), ('b'), ('c');\n";
    /** How the keys begin of sources that nobody else writes to. */
    static final String PRIVATE = "m";

    private static final int ITEMS = 3;

    /** A proxy hears at once of a session that ended there, but the other one only from the registry. */
    private static final long ELSEWHERE = 3_000;

    private CopyErrands() {}

    static void copyOfKey(Site site, Random random) throws Ended {
        List<Keys.Name> sources = random.nextInt(4) == 0 ? Keys.LONG : Keys.SHORT;
        try (Guest guest = Guest.open(
                site, Dial.copy(Errand.proxy(random), Keys.one(sources, random).text()))) {
            new Rows(guest).check();
            KeyErrands.visit(guest, 1, 0);
        }
    }

    static void sharedCopy(Site site, Random random) throws Ended {
        try (Guest guest = Guest.open(site, Dial.copy(Errand.proxy(random), Keys.one(Keys.COPIES, random)))) {
            KeyErrands.visit(guest, 2, 0);
        }
    }

    static void template(Site site, Random random) throws Ended {
        try (Guest guest = Guest.open(site, Dial.copy(Errand.proxy(random), TEMPLATE))) {
            long items = guest.number("SELECT count(*) FROM public.item");
            if (items != ITEMS || new Rows(guest).exist()) {
                guest.problem(Problem.TORN, "a copy of the template has " + items + " items, or other tables");
            }
            KeyErrands.visit(guest, 1, 0);
        }
    }

    /** A source that nobody else uses: its copies must have what it had as its last session ended. */
    static void migration(Site site, Random random) throws Ended {
        Keys.Name key = Keys.shared(PRIVATE + site.numbers().incrementAndGet());
        int proxy = Errand.proxy(random);
        Handed source = visited(site, Dial.key(proxy, key));
        Set<Long> first = source.acknowledged();
        compare(site, Dial.copy(copier(proxy, random), key.text()), List.of(first));
        long from = Clock.now();
        Handed again = visited(site, Dial.key(proxy, key));
        Dial copy = Dial.copy(copier(proxy, random), key.text());
        Set<Long> second = again.acknowledged();
        // Where one of us was out of order, the second rest may have passed unnoticed.
        boolean disturbed = site.judge().anyOutage(from, Clock.now());
        if (again == source) {
            compare(site, copy, disturbed ? List.of(first, second) : List.of(second));
        }
    }

    private static Handed visited(Site site, Dial dial) throws Ended {
        try (Guest guest = Guest.open(site, dial)) {
            KeyErrands.visit(guest, 1, 0);
            return guest.database();
        }
    }

    private static int copier(int proxy, Random random) {
        if (random.nextBoolean()) {
            return proxy;
        }
        Clock.sleep(ELSEWHERE);
        return 1 - proxy;
    }

    private static void compare(Site site, Dial dial, List<Set<Long>> rests) throws Ended {
        try (Guest guest = Guest.open(site, dial)) {
            Set<Long> rows = new Rows(guest).check();
            if (!rests.contains(rows)) {
                guest.problem(Problem.TORN, "the copy has " + rows + " where the source had " + rests);
            }
        }
    }
}
