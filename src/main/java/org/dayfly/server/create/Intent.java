package org.dayfly.server.create;

import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * What is to be made, as the registry is told before it is.
 *
 * @param source what it is a copy or a snapshot of, as clients call it; of a template its name
 * @param base the sealed database that it is a copy of
 * @param sealedFrom of a snapshot, the database that it is taken of
 * @param stamp of a sealed database, which state of its origin it holds
 */
public record Intent(
        Kind kind,
        Optional<String> source,
        Optional<DatabaseName> base,
        Optional<DatabaseName> sealedFrom,
        Optional<String> stamp) {
    /** What a database is for. */
    enum Kind {
        /** For clients. */
        DATABASE,
        /** Sealed, with what a shared database held at rest. */
        SNAPSHOT,
        /** Sealed, with what a template of proxy.conf says. */
        TEMPLATE
    }

    public static Intent database(Base base) {
        return new Intent(
                Kind.DATABASE, base.source().map(Key::value), base.sealed(), Optional.empty(), Optional.empty());
    }

    public static Intent snapshot(Key source, DatabaseName from, String stamp) {
        return new Intent(
                Kind.SNAPSHOT, Optional.of(source.value()), Optional.empty(), Optional.of(from), Optional.of(stamp));
    }

    /**
     * The intent to make a template.
     *
     * @param name of the template; empty for the one that databases begin with which are no copies */
    public static Intent template(String name, String stamp) {
        return new Intent(Kind.TEMPLATE, Optional.of(name), Optional.empty(), Optional.empty(), Optional.of(stamp));
    }

    /** The same, as a copy of another sealed database. */
    Intent from(DatabaseName other) {
        return new Intent(kind, source, Optional.of(other), sealedFrom, stamp);
    }

    /** Whether nobody can connect to it in the end, and copies are made of it. */
    boolean isSealed() {
        return kind != Kind.DATABASE;
    }

    /** The database whose files it begins with; empty: PostgreSQL's own template0. */
    Optional<DatabaseName> origin() {
        return base.or(() -> sealedFrom);
    }
}
