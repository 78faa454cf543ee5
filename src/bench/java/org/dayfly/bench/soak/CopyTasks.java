package org.dayfly.bench.soak;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.dayfly.bench.soak.Tally.Problem;
import org.dayfly.bench.stage.Clock;

/** Tasks of clients with copies. */
final class CopyTasks {
    /** The template, and the rows that its script writes. */
    static final String TEMPLATE = "shop";

    static final String SCRIPT =
            "CREATE TABLE public.item (name text PRIMARY KEY);\nINSERT INTO public.item VALUES ('a'), ('b'), ('c');\n";
    /** The first letter of the keys of sources that only one client writes to. */
    static final String PRIVATE = "m";

    private static final int ITEMS = 3;

    /** A proxy knows at once when its own sessions end. The other proxy learns this from the registry, and later. */
    private static final long ELSEWHERE = 3_000;

    private CopyTasks() {}

    static void copyOfKey(Shared shared, Random random) throws Ended {
        List<Keys.Name> sources = random.nextInt(4) == 0 ? Keys.LONG : Keys.SHORT;
        try (Client client = Client.open(
                shared,
                Target.copy(Task.proxy(random), Keys.one(sources, random).text()))) {
            new Rows(client).check();
            KeyTasks.use(client, 1, 0);
        }
    }

    static void sharedCopy(Shared shared, Random random) throws Ended {
        try (Client client = Client.open(shared, Target.copy(Task.proxy(random), Keys.one(Keys.COPIES, random)))) {
            KeyTasks.use(client, 2, 0);
        }
    }

    static void template(Shared shared, Random random) throws Ended {
        try (Client client = Client.open(shared, Target.copy(Task.proxy(random), TEMPLATE))) {
            long items = client.number("SELECT count(*) FROM public.item");
            if (items != ITEMS || new Rows(client).exist()) {
                client.problem(Problem.TORN, "a copy of the template has " + items + " items, or other tables");
            }
            KeyTasks.use(client, 1, 0);
        }
    }

    /** A source of one client: its copies must have the rows that it had when its last session ended. */
    static void privateSource(Shared shared, Random random) throws Ended {
        Keys.Name key = Keys.shared(PRIVATE + shared.numbers().incrementAndGet());
        int proxy = Task.proxy(random);
        Database source = write(shared, Target.key(proxy, key));
        Set<Long> first = source.acknowledged().all();
        compare(shared, Target.copy(copier(proxy, random), key.text()), List.of(first));
        long from = Clock.now();
        Database again = write(shared, Target.key(proxy, key));
        Target copy = Target.copy(copier(proxy, random), key.text());
        Set<Long> second = again.acknowledged().all();
        // During a fault, dayfly may have missed that the source was at rest again.
        boolean disturbed = shared.judge().anyOutage(from, Clock.now());
        if (again == source) {
            compare(shared, copy, disturbed ? List.of(first, second) : List.of(second));
        }
    }

    private static Database write(Shared shared, Target target) throws Ended {
        try (Client client = Client.open(shared, target)) {
            KeyTasks.use(client, 1, 0);
            return client.database();
        }
    }

    private static int copier(int proxy, Random random) {
        if (random.nextBoolean()) {
            return proxy;
        }
        Clock.sleep(ELSEWHERE);
        return 1 - proxy;
    }

    private static void compare(Shared shared, Target target, List<Set<Long>> rests) throws Ended {
        try (Client client = Client.open(shared, target)) {
            Set<Long> rows = new Rows(client).check();
            if (!rests.contains(rows)) {
                client.problem(Problem.TORN, "the copy has " + rows + " but the source had " + rests);
            }
        }
    }
}
