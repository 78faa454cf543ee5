package org.dayfly.bench.soak;

import java.util.List;
import java.util.Random;

/** The keys that clients share. They are few, so that clients use the same key at the same time. */
final class Keys {
    /** Keys with short sessions. */
    static final List<Name> SHORT = List.of(shared("s1"), shared("s2"), shared("s3"));

    /** Keys with long sessions. */
    static final List<Name> LONG = List.of(new Name("l1", Lifetime.LONG, ""), new Name("l2", Lifetime.LONG, ""));

    /** Keys of copies of the first keys. */
    static final List<Name> COPIES =
            List.of(new Name("c1", Lifetime.SHARED, "s1"), new Name("c2", Lifetime.SHARED, "s2"));

    private static final List<List<Name>> ALL = List.of(SHORT, SHORT, LONG, COPIES);

    private Keys() {}

    /** @param source what all databases of the key are copies of, or empty */
    record Name(String text, Lifetime lifetime, String source) {}

    static Name shared(String text) {
        return new Name(text, Lifetime.SHARED, "");
    }

    static Name any(Random random) {
        return one(ALL.get(random.nextInt(ALL.size())), random);
    }

    static <T> T one(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
