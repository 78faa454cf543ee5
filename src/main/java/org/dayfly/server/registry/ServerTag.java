package org.dayfly.server.registry;

import java.util.regex.Pattern;

/**
 * Six letters by which the name of a database tells its server. A registry makes its tag once, at random, and keeps the
 * tag.
 *
 * @param value six of a to p
 */
public record ServerTag(String value) {
    static final int LENGTH = 6;

    private static final Pattern GRAMMAR = Pattern.compile("[a-p]{" + LENGTH + "}");

    public ServerTag {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("not the tag of a server: " + value);
        }
    }

    /** Whether these letters can be a tag. */
    static boolean fits(String letters) {
        return GRAMMAR.matcher(letters).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
