package org.dayfly.server.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dayfly.server.create.Creation;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LockedConnection;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.SealedOwner;
import org.dayfly.sql.Ownership;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;
import org.dayfly.sql.Transaction;

/**
 * Takes the last steps of a database that copies are made of: adds the content, and then lets no role connect.
 *
 * <p>The database itself belongs to the maintenance role. The objects in the database go to a role that gives the
 * objects to the owner of each copy, see {@link SealedOwner}. Used by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/manage-ag-templatedbs.html">PostgreSQL, Template Databases</a>
 */
public final class Sealing {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Query<Boolean> CLIENTS = new Query<>("SELECT true WHERE registry.in_use(?)", row -> true);

    private static final Query<Boolean> ANYBODY = new Query<>("SELECT true WHERE registry.is_occupied(?)", row -> true);

    private static final Query<Boolean> END_KEPT = new Query<>("SELECT true FROM registry.end_kept(?)", row -> true);

    private static final Query<Boolean> PAUSE = new Query<>("SELECT pg_sleep(0.002) IS NULL", row -> true);

    private static final Query<Boolean> SEAL =
            new Query<>("SELECT registry.seal(?, ?, ?, ?)", row -> row.getBoolean(1));

    private static final Query<Boolean> UNLOGGED = new Query<>(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relpersistence = 'u')", row -> row.getBoolean(1));

    private final Registry registry;
    private final LockedConnection locked;
    private final Creation creation;
    private final String owner;
    private boolean unlogged;

    /** @param owner the role that gets the objects in the database */
    Sealing(Registry registry, LockedConnection locked, Creation creation, String owner) {
        this.registry = registry;
        this.locked = locked;
        this.creation = creation;
        this.owner = owner;
    }

    /** Work in a connection to the database. */
    @FunctionalInterface
    interface Furnishing {
        void in(Connection inside) throws SQLException;
    }

    /**
     * Does work in the database as the maintenance role, while no other role can connect. Then gives the objects in the
     * database to the owner.
     *
     * @param owners the roles that the objects are taken from
     * @param afterwards the work after the objects were given
     */
    void furnish(List<String> owners, Furnishing furnishing, Furnishing afterwards) throws SQLException {
        creation.open();
        try (Connection inside = registry.connect(creation.name())) {
            furnishing.in(inside);
            unlogged = UNLOGGED.first(inside).orElseThrow();
            Ownership.hand(inside, owners, owner, SealedOwner.defaultPrivileges(owner));
            afterwards.in(inside);
        }
        // CREATE DATABASE would wait a tenth of a second for a session that is about to end.
        awaitNobody(locked.get(), creation.name());
    }

    /**
     * Opens a session in the database and closes the session. The server then caches the catalogs on disk, and each
     * copy has these cache files.
     */
    void visit() throws SQLException {
        registry.connect(creation.name()).close();
        awaitNobody(locked.get(), creation.name());
    }

    /** Closes the database for good, and takes the former snapshot of the same source out of service. */
    void close(Optional<DatabaseName> of) throws SQLException {
        DatabaseName name = creation.name();
        String quoted = Quoted.identifier(name.value());
        Transaction.run(locked.get(), connection -> {
            creation.execute("ALTER DATABASE " + quoted + " ALLOW_CONNECTIONS false IS_TEMPLATE true");
            String source = of.map(DatabaseName::value).orElse(null);
            if (!SEAL.first(connection, name.value(), source, Reason.SUPERSEDED.code(), unlogged)
                    .orElseThrow()) {
                throw new SQLException("%s is no longer in the registry".formatted(name));
            }
            return name;
        });
    }

    /** Waits 1 s at most until no client has a session on a database. Returns whether no client has one. */
    static boolean awaitClients(Connection connection, DatabaseName database) throws SQLException {
        return await(CLIENTS, connection, database);
    }

    /**
     * Ends the sessions on a database that proxies keep for the next client, and waits 1 s at most until no session is
     * open. Returns whether no session is open.
     */
    public static boolean awaitNobody(Connection connection, DatabaseName database) throws SQLException {
        END_KEPT.all(connection, database.value());
        return await(ANYBODY, connection, database);
    }

    private static boolean await(Query<Boolean> somebody, Connection connection, DatabaseName database)
            throws SQLException {
        long begun = System.nanoTime();
        while (somebody.first(connection, database.value()).isPresent()) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                return false;
            }
            PAUSE.all(connection);
        }
        return true;
    }
}
