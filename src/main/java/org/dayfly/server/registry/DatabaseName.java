package org.dayfly.server.registry;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a throwaway database, and of the role that owns the database: {@code dayfly_}, the {@link ServerTag} of
 * the database's server, and ten characters of a-z2-7. Databases made before schema 10 of the registry have no tag.
 */
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

    /** A random name that nobody can guess: 50 random bits. */
    public static DatabaseName random(SecureRandom random, ServerTag server) {
        StringBuilder name = new StringBuilder(PREFIX).append(server.value());
        for (int i = 0; i < LENGTH; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new DatabaseName(name.toString());
    }

    /** The server that made the database; empty if the name does not tell. */
    public Optional<ServerTag> server() {
        int end = PREFIX.length() + ServerTag.LENGTH;
        return Optional.of(value)
                .filter(name -> name.length() == end + LENGTH)
                .map(name -> name.substring(PREFIX.length(), end))
                .filter(ServerTag::fits)
                .map(ServerTag::new);
    }

    /** The name that the text is; empty if the text is not such a name. */
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
