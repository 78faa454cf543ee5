package org.dayfly.server.create;

import java.util.Locale;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;

/**
 * What dayfly writes to the registry before it makes a database: so a crash leaves no database that nobody knows of.
 *
 * @param source the name that clients use for the source of a copy or a snapshot; of a template, the template's name;
 *     of a whole server, its major version if that is not the usual version
 * @param base the sealed database that is copied
 * @param sealedFrom of a snapshot, the database that the snapshot is taken of
 * @param stamp of a sealed database, the state of its origin that the sealed database holds
 * @param size bytes of the database whose files are copied; 0: not known, but small
 */
public record Intent(
        Kind kind,
        Optional<String> source,
        Optional<DatabaseName> base,
        Optional<DatabaseName> sealedFrom,
        Optional<String> stamp,
        long size) {
    /** The purpose of a database. */
    enum Kind {
        /** A database for clients. */
        DATABASE,
        /** A whole server for clients. */
        SERVER,
        /** A sealed database with the content of a shared database at rest. */
        SNAPSHOT,
        /** A sealed database with the content that proxy.conf gives a template. */
        TEMPLATE
    }

    /** The word for what is made, as in metrics. */
    String word() {
        return kind == Kind.DATABASE && base.isPresent() && source.isPresent()
                ? "copy"
                : kind.name().toLowerCase(Locale.ROOT);
    }

    /** The intent to make a database, or a whole server, for clients. */
    public static Intent of(Base base) {
        return new Intent(
                base.kind() == LeaseKind.SERVER ? Kind.SERVER : Kind.DATABASE,
                base.source().map(Key::value),
                base.sealed(),
                Optional.empty(),
                Optional.empty(),
                base.size());
    }

    /**
     * The intent to take a snapshot.
     *
     * @param size bytes of the database that the snapshot is taken of
     */
    public static Intent snapshot(Key source, DatabaseName from, String stamp, long size) {
        return new Intent(
                Kind.SNAPSHOT,
                Optional.of(source.value()),
                Optional.empty(),
                Optional.of(from),
                Optional.of(stamp),
                size);
    }

    /**
     * The intent to make a template.
     *
     * @param name the name of the template; empty for the template that new databases begin with if they are no copies
     */
    public static Intent template(String name, String stamp) {
        return new Intent(Kind.TEMPLATE, Optional.of(name), Optional.empty(), Optional.empty(), Optional.of(stamp), 0);
    }

    /** The same intent, as a copy of another sealed database. */
    Intent from(DatabaseName other) {
        return new Intent(kind, source, Optional.of(other), sealedFrom, stamp, size);
    }

    /**
     * Whether the database will be sealed: no role can connect to the database, and copies are made of the database.
     */
    boolean isSealed() {
        return kind == Kind.SNAPSHOT || kind == Kind.TEMPLATE;
    }

    /** Whether the database has a role of its own, with its name. */
    boolean hasRole() {
        return kind == Kind.DATABASE;
    }

    boolean isLarge() {
        return size >= Base.LARGE;
    }

    /** The database whose files are copied; empty: PostgreSQL's own template0. */
    Optional<DatabaseName> origin() {
        return base.or(() -> sealedFrom);
    }
}
