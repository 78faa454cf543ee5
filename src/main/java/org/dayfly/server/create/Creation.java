package org.dayfly.server.create;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import org.dayfly.config.RoleSettings;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LockedConnection;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.SealedOwner;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;
import org.jspecify.annotations.Nullable;

/**
 * Makes one database, from its intent in the registry until the database is ready. The methods stand in the order of
 * the steps.
 *
 * <p>The connection holds the lock on the database's name from before the intent is visible until the database is
 * ready. An intent whose lock is free was left behind, and the reaper clears the intent away. Used by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createdatabase.html">PostgreSQL, CREATE DATABASE</a>
 */
public final class Creation {
    private static final Query<Boolean> ABANDON =
            new Query<>("SELECT true FROM registry.reclaim_unfinished(?, ?)", row -> true);

    private final Registry registry;
    private final LockedConnection locked;
    private final DatabaseName name;
    private final Intent intent;
    private boolean carriesSettings;
    private boolean isOpen;
    private Optional<String> sourceVersion = Optional.empty();

    public Creation(Registry registry, LockedConnection locked, DatabaseName name, Intent intent) {
        this.registry = registry;
        this.locked = locked;
        this.name = name;
        this.intent = intent;
    }

    /** Bytes of the database whose files are copied; 0: not known, but small. */
    public long size() {
        return intent.size();
    }

    public DatabaseName name() {
        return name;
    }

    /**
     * Writes the intent, and makes the role if the database needs one. Does both or nothing, in one round trip.
     *
     * @param settings the settings of the new role
     * @throws SQLException 23505 or 42710 if the name is taken
     */
    public void intend(RoleSettings settings) throws SQLException {
        String intend = "SELECT registry.intend(" + literal(name.value()) + ", "
                + literal(intent.kind().name().toLowerCase(Locale.ROOT)) + ", "
                + literal(intent.source().orElse(null)) + ", "
                + literal(intent.base().map(DatabaseName::value).orElse(null)) + ", "
                + literal(intent.sealedFrom().map(DatabaseName::value).orElse(null)) + ", "
                + literal(intent.stamp().orElse(null)) + ")";
        String role = intent.hasRole()
                ? "; " + new NewRole(name, registry.verifier(name), registry.server()).sql(settings)
                : "";
        try (Statement statement = locked.get().createStatement()) {
            statement.execute(intend + role);
            try (ResultSet row = statement.getResultSet()) {
                carriesSettings = row.next() && row.getBoolean(1);
            }
        }
    }

    private static String literal(@Nullable String text) throws SQLException {
        return text == null ? "NULL" : Quoted.literal(text);
    }

    /**
     * Makes the database, and lets no role connect. The connection must hold the lock on the database that is copied.
     */
    public void create(CreateStrategy strategy) throws SQLException {
        Optional<DatabaseName> origin = intent.origin();
        String quoted = Quoted.identifier(name.value());
        if (strategy.setting().isPresent()) {
            execute(strategy.setting().get());
        }
        execute("CREATE DATABASE " + quoted + (intent.isSealed() ? "" : " OWNER " + quoted) + " TEMPLATE "
                + Quoted.identifier(origin.map(DatabaseName::value).orElse("template0")) + strategy.clause()
                + collationVersion()
                + " ALLOW_CONNECTIONS false");
        if (origin.isPresent() && carriesSettings) {
            CarriedSettings.carry(locked.get(), origin.get().value(), name.value());
        }
    }

    /**
     * The source's version. PostgreSQL copies a database of another collation version only if the statement names the
     * version.
     */
    private String collationVersion() throws SQLException {
        return sourceVersion.isEmpty() ? "" : " COLLATION_VERSION = " + Quoted.literal(sourceVersion.get());
    }

    /**
     * Whether this is a snapshot of a database whose collation version is not the server's. The next {@link #create}
     * then copies the database as it is, and {@link #putInOrder} must follow.
     */
    boolean isOfOutdatedSource() throws SQLException {
        sourceVersion = outdated(intent.sealedFrom());
        return sourceVersion.isPresent();
    }

    /** Whether this is a copy of a sealed database whose collation version is not the server's. */
    boolean isOfOutdatedBase() throws SQLException {
        return outdated(intent.base()).isPresent();
    }

    private Optional<String> outdated(Optional<DatabaseName> copied) throws SQLException {
        return copied.isEmpty()
                ? Optional.empty()
                : CollationVersion.outdated(locked.get(), copied.get().value());
    }

    /** The exception to throw after {@link #create} has failed. */
    SQLException failed(SQLException failure, UncopyableBases bases) throws SQLException {
        return bases.failed(locked.get(), intent, failure);
    }

    /** Rebuilds the indexes of a copy whose source has another collation version than the server. */
    public void putInOrder(Connection inside) throws SQLException {
        if (sourceVersion.isPresent()) {
            CollationVersion.refresh(inside, name);
        }
    }

    /**
     * Opens a database to its owner alone, and puts the database into the warm pool, in one commit.
     *
     * @param keeper the proxy that keeps the database in its warm pool
     */
    public void keepWarm(long keeper) throws SQLException {
        execute((isOpen || !intent.hasRole() ? "" : opening() + "; ") + "SELECT registry.keep_warm("
                + Quoted.literal(name.value()) + ", " + keeper + ")");
    }

    /** Lets the owner of the database connect, and no other role. */
    public void open() throws SQLException {
        execute(opening());
        isOpen = true;
    }

    private String opening() throws SQLException {
        String database = Quoted.identifier(name.value());
        // Copied objects run with these rights: views that are refreshed, and functions that are SECURITY DEFINER.
        String rights = intent.base().isPresent()
                ? "; GRANT CREATE, TEMPORARY ON DATABASE " + database + " TO " + SealedOwner.DATABASE_OWNER
                : "";
        return "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC" + rights + "; ALTER DATABASE " + database
                + " ALLOW_CONNECTIONS true";
    }

    /** Leaves the unfinished database to the reaper. */
    void abandon(Reason why) throws SQLException {
        ABANDON.all(locked.get(), name.value(), why.code());
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = locked.get().createStatement()) {
            statement.execute(sql);
        }
    }
}
