package org.dayfly.bench.soak;

import java.util.List;
import java.util.Random;

/** The keys that clients share, so few that they meet. */
final class Keys {
    /** With short sessions, one after the other. */
    static final List<Name> SHORT = List.of(shared("s1"), shared("s2"), shared("s3"));

    /** With sessions that stay. */
    static final List<Name> LONG = List.of(new Name("l1", Terms.LONG, ""), new Name("l2", Terms.LONG, ""));

    /** Copies of the first. */
    static final List<Name> COPIES = List.of(new Name("c1", Terms.SHARED, "s1"), new Name("c2", Terms.SHARED, "s2"));

    private static final List<List<Name>> ALL = List.of(SHORT, SHORT, LONG, COPIES);

    private Keys() {}

    /** @param source what all databases of the key are copies of, or empty */
    record Name(String text, Terms terms, String source) {}

    static Name shared(String text) {
        return new Name(text, Terms.SHARED, "");
    }

    static Name any(Random random) {
        return one(ALL.get(random.nextInt(ALL.size())), random);
    }

    static <T> T one(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
