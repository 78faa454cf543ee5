package org.dayfly.bench.many;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dayfly.bench.stage.Clock;

/**
 * Random visits.
 *
 * @param kinds of the visits; a kind that is listed twice is twice as frequent
 * @param keys that are never reset
 * @param resetKeys keys that clients reset
 * @param sources keys that clients copy, and to which nobody writes any more
 */
record Mix(int proxies, List<Visit.Kind> kinds, List<String> keys, List<String> resetKeys, List<String> sources) {
    /** A client that joins a database must come before the database expires. */
    private static final long YOUNG = 30_000;

    /** Names with numbers behind them. */
    static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    Visit next(Random random, Ledger ledger) {
        int proxy = random.nextInt(proxies);
        return switch (one(kinds, random)) {
            case NEW -> Visit.fresh(proxy);
            case KEY -> Visit.key(proxy, one(one(List.of(keys, keys, resetKeys), random), random));
            case COPY -> Visit.copy(proxy, one(sources, random));
            case SHARED_COPY -> {
                String source = one(sources, random);
                yield Visit.sharedCopy(proxy, source, Sources.shared(source));
            }
            case TEMPLATE -> Visit.template(proxy);
            case RESET -> Visit.reset(proxy, one(resetKeys, random));
            case ISSUED ->
                ledger.anyLogin(random, Clock.now() - YOUNG)
                        .map(login -> Visit.issued(proxy, login))
                        .orElseGet(() -> Visit.fresh(proxy));
        };
    }

    private static <T> T one(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
