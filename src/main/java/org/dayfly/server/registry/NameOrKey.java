package org.dayfly.server.registry;

import java.util.Optional;

/** An operator's term for a database: the name of the database, its key, or the name of a template. */
public record NameOrKey(String value) {
    public NameOrKey {
        if (!folded(value).equals(Optional.of(value))) {
            throw new IllegalArgumentException("neither the name of a throwaway database nor a key: " + value);
        }
    }

    private static Optional<String> folded(String text) {
        return DatabaseName.parse(text)
                .map(DatabaseName::value)
                .or(() -> Key.parse(text).map(Key::value));
    }

    /**
     * The name or the key that the text is; empty if the text is neither. Upper case of a key is folded to lower case.
     */
    public static Optional<NameOrKey> parse(String text) {
        return folded(text).map(NameOrKey::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
