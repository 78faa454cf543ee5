package org.dayfly.server.registry;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/** The name that a throwaway database and the role that owns it bear alike: {@code dayfly_} and ten of a-z2-7. */
public record DatabaseName(String value) implements Comparable<DatabaseName> {
    private static final String PREFIX = "dayfly_";
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 10;
    private static final Pattern GRAMMAR = Pattern.compile(PREFIX + "[a-z2-7]{10,48}");

    public DatabaseName {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("not the name of a throwaway database: " + value);
        }
    }

    /** A name nobody can guess: 50 random bits. */
    public static DatabaseName random(SecureRandom random) {
        StringBuilder name = new StringBuilder(PREFIX);
        for (int i = 0; i < LENGTH; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new DatabaseName(name.toString());
    }

    /** The name, if the text is one. */
    public static Optional<DatabaseName> parse(String text) {
        return GRAMMAR.matcher(text).matches() ? Optional.of(new DatabaseName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(DatabaseName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
