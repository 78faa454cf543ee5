package org.dayfly.server.registry;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The name that users give to a database that they share or copy: 1 to 48 of a-z, 0-9, _ and -. */
public record Key(String value) {
    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9_-]{1,48}");

    public Key {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("not a key: " + value);
        }
    }

    /** The key that the text is; empty if the text is not a key. Upper case is folded to lower case. */
    public static Optional<Key> parse(String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        return folded.length() == text.length() && GRAMMAR.matcher(folded).matches()
                ? Optional.of(new Key(folded))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
