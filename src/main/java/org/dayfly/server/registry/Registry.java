package org.dayfly.server.registry;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExtensionAdvice;
import org.dayfly.cluster.Instances;
import org.dayfly.sql.Patience;
import org.dayfly.sql.Query;

/**
 * The list of databases: which databases exist, for which client, and until when. The tables are in database
 * {@code dayfly} on the same server, and operators can use the tables by SQL.
 *
 * <p>All times are times of PostgreSQL's clock. Safe for use by any thread.
 */
public final class Registry implements AutoCloseable {
    /** The database that holds the registry, on the server that the registry is about. */
    public static final String DATABASE = Schema.DATABASE;

    /** How many maintenance connections there are at most, for all threads. */
    public static final int CONNECTIONS = MaintenancePool.SIZE;

    private static final Query<Installation> INSTALLATION = new Query<>(
            "SELECT secret, tag FROM registry.installation",
            row -> new Installation(new Credentials(row.getBytes(1)), new ServerTag(row.getString(2))));

    private static final Query<Boolean> LOGIN_TRIGGERS =
            new Query<>("SELECT true FROM pg_catalog.pg_database WHERE datname = ? AND dathasloginevt", row -> true);

    private static final String NO_TIMEOUTS = "-c statement_timeout=0 -c lock_timeout=0 -c idle_session_timeout=0"
            + " -c idle_in_transaction_session_timeout=0";

    private final Cluster cluster;
    private final MaintenancePool pool;
    private final ServerCheck server;
    private final Installation installation;
    private final ServerEvents events;

    /** What the registry made once, for all proxies. */
    private record Installation(Credentials credentials, ServerTag tag) {}

    private Registry(Cluster cluster, MaintenancePool pool, ServerCheck server, ServerEvents events)
            throws SQLException {
        this.cluster = cluster;
        this.pool = pool;
        this.server = server;
        this.events = events;
        this.installation = pool.with(INSTALLATION::first)
                .orElseThrow(() -> new UnusableServerException(
                        "the registry's table \"installation\" is empty, so every password is lost; "
                                + "restore its row or drop database \"dayfly\""));
    }

    /**
     * Checks the server, makes the registry if there is none, and opens the registry.
     *
     * @throws UnusableServerException with one sentence for the operator
     */
    public static Registry open(Cluster cluster) {
        return open(cluster, ServerEvents.NONE);
    }

    /** The same for a proxy, with a listener for what happens to databases. */
    public static Registry open(Cluster cluster, ServerEvents events) {
        try {
            Schema schema = new Schema(cluster);
            ServerCheck server = schema.prepare();
            try (Connection connection = MaintenancePool.session(cluster, Schema.DATABASE)) {
                schema.migrate(connection, server);
            }
            MaintenancePool pool = new MaintenancePool(cluster, Schema.DATABASE);
            try {
                return new Registry(cluster, pool, server, events);
            } catch (SQLException | RuntimeException e) {
                pool.close();
                throw e;
            }
        } catch (SQLException | PoolInitializationException e) {
            throw unusable(cluster, e);
        }
    }

    /**
     * Checks the server, and changes nothing on the server.
     *
     * @return the server's version and whether there is a registry, in words for the operator
     * @throws UnusableServerException with one sentence for the operator
     */
    public static String inspect(Cluster cluster) {
        try {
            return new Schema(cluster).inspect();
        } catch (SQLException e) {
            throw unusable(cluster, e);
        }
    }

    /** The error for an operator that a server cannot be used, with the reason and the next step. */
    public static UnusableServerException unusable(Cluster cluster, Exception e) {
        return new UnusableServerException("cannot use " + cluster.name() + ": " + UnusableReason.of(e), e);
    }

    public Credentials credentials() {
        return installation.credentials();
    }

    /** The tag in the names of the databases that are made on this server. */
    public ServerTag tag() {
        return installation.tag();
    }

    /** The server's major version, as in 18. */
    public int major() {
        return serverVersion() / 10_000;
    }

    /** The server's version, in the form of {@code server_version_num}. */
    public int serverVersion() {
        return server.version();
    }

    /** The text by which the server verifies a role's password; empty if the server asks roles for no password. */
    public Optional<String> verifier(DatabaseName role) {
        return cluster.trustsRoles()
                ? Optional.empty()
                : Optional.of(installation.credentials().verifier(role.value()));
    }

    /** The role as which dayfly itself connects to the server. */
    public String maintenanceRole() {
        return cluster.maintenanceRole();
    }

    public MaintenancePool pool() {
        return pool;
    }

    /** Listener for what happens to the databases of this server. */
    public ServerEvents events() {
        return events;
    }

    public ServerCheck server() {
        return server;
    }

    /** Opens one more connection to the registry's own database, with the settings of all maintenance connections. */
    public Connection connectToItself() throws SQLException {
        return pool.another();
    }

    /** The bytes that are free on the disk of the databases; empty: not known. */
    public OptionalLong freeDisk() {
        return cluster.freeDisk();
    }

    /** The whole servers that run beside this server; empty: dayfly cannot start servers there. */
    public Optional<Instances> instances() {
        return cluster.instances();
    }

    /** The advice for an operator on an extension that the server lacks. */
    public ExtensionAdvice extensionAdvice() {
        return new ExtensionAdvice(cluster.extensions(), major());
    }

    /** Whether a copy of files shares the blocks of its source. */
    public boolean sharesBlocks() {
        return server.ofFiles() == CreateStrategy.FILE_CLONE && cluster.sharesBlocks();
    }

    /** The server's fastest strategy that copies files. */
    public CreateStrategy ofFiles() {
        return server.ofFiles();
    }

    /**
     * Opens a connection of the maintenance role to another database of the server.
     *
     * <p>The connection waits as long as a statement takes, because statements in such a database may rightly take
     * long. No event trigger ON login fires for the connection.
     */
    public Connection connect(DatabaseName database) throws SQLException {
        return connect(database, "");
    }

    /** The same with additional settings, in the form of PGOPTIONS. */
    public Connection connect(DatabaseName database, String options) throws SQLException {
        if (server.superuser() && server.switchesEventTriggers()) {
            return Patience.unlimited(cluster.connect(database.value(), "-c event_triggers=off " + options));
        }
        refuseLoginTriggers(database);
        return Patience.unlimited(cluster.connect(database.value(), options));
    }

    /**
     * A tenant may own the functions of event triggers by now. A trigger ON login would run its function as the
     * maintenance role.
     */
    private void refuseLoginTriggers(DatabaseName database) throws SQLException {
        if (server.switchesEventTriggers()
                && pool.with(connection -> LOGIN_TRIGGERS.first(connection, database.value()))
                        .isPresent()) {
            throw new SQLException("database " + database
                    + " has event triggers ON login, which would run as dayfly's role; drop them, or "
                    + "make that role a superuser");
        }
    }

    /**
     * Opens a connection of a database's own role, with the settings of the role and of the database. Timeouts are off.
     */
    public Connection connectAsOwner(DatabaseName database) throws SQLException {
        return connectAsOwner(
                database, NO_TIMEOUTS + (server.knowsTransactionTimeout() ? " -c transaction_timeout=0" : ""));
    }

    /** The same with other settings instead, in the form of PGOPTIONS. */
    public Connection connectAsOwner(DatabaseName database, String options) throws SQLException {
        return cluster.connectAs(
                database.value(),
                cluster.trustsRoles()
                        ? Optional.empty()
                        : Optional.of(installation.credentials().password(database.value())),
                database.value(),
                options);
    }

    @Override
    public void close() {
        pool.close();
    }
}
