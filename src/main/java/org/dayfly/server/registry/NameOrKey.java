package org.dayfly.server.registry;

import java.util.Optional;

/** What an operator calls a database by: its name, its key, or the name of a template. */
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

    /** The name, if the text is one, or the key, if it is that; upper case of a key is folded to lower. */
    public static Optional<NameOrKey> parse(String text) {
        return folded(text).map(NameOrKey::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
