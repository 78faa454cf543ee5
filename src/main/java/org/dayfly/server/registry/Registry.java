package org.dayfly.server.registry;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.cluster.Cluster;
import org.dayfly.sql.Patience;
import org.dayfly.sql.Query;

/**
 * What exists, for whom and until when: the tables in database {@code dayfly} on the server itself, usable by SQL.
 *
 * <p>PostgreSQL's clock tells the time. Safe for use by any thread.
 */
public final class Registry implements AutoCloseable {
    /** The database that holds it, on the server that it is about. */
    public static final String DATABASE = Schema.DATABASE;

    private static final Query<byte[]> SECRET =
            new Query<>("SELECT secret FROM registry.installation", row -> row.getBytes(1));

    private static final Query<Boolean> LOGIN_TRIGGERS =
            new Query<>("SELECT true FROM pg_catalog.pg_database WHERE datname = ? AND dathasloginevt", row -> true);

    private static final String NO_TIMEOUTS = "-c statement_timeout=0 -c lock_timeout=0 -c idle_session_timeout=0"
            + " -c idle_in_transaction_session_timeout=0";

    private final Cluster cluster;
    private final MaintenancePool pool;
    private final ServerCheck server;
    private final Credentials credentials;

    private Registry(Cluster cluster, MaintenancePool pool, ServerCheck server) throws SQLException {
        this.cluster = cluster;
        this.pool = pool;
        this.server = server;
        this.credentials = new Credentials(pool.with(SECRET::first)
                .orElseThrow(() -> new UnusableServerException(
                        "the registry's table \"installation\" is empty, and with it every password is lost; "
                                + "restore its row or drop database \"dayfly\"")));
    }

    /**
     * Checks the server, makes the registry where there is none, and opens it.
     *
     * @throws UnusableServerException with one sentence for the operator
     */
    public static Registry open(Cluster cluster) {
        try {
            Schema schema = new Schema(cluster);
            ServerCheck server = schema.prepare();
            try (Connection connection = MaintenancePool.session(cluster, Schema.DATABASE)) {
                schema.migrate(connection, server);
            }
            MaintenancePool pool = new MaintenancePool(cluster, Schema.DATABASE);
            try {
                return new Registry(cluster, pool, server);
            } catch (SQLException | RuntimeException e) {
                pool.close();
                throw e;
            }
        } catch (SQLException | PoolInitializationException e) {
            throw unusable(cluster, e);
        }
    }

    /**
     * Checks the server and changes nothing there.
     *
     * @return what it is, for the operator
     * @throws UnusableServerException with one sentence for the operator
     */
    public static String inspect(Cluster cluster) {
        try {
            return new Schema(cluster).inspect();
        } catch (SQLException e) {
            throw unusable(cluster, e);
        }
    }

    private static UnusableServerException unusable(Cluster cluster, Exception e) {
        String why = String.valueOf(e.getMessage());
        // PostgreSQL itself knows them all.
        String advice = why.contains("unsupported startup parameter")
                ? "; that is said by a connection pooler, " + ServerCheck.POOLER_ADVICE
                : "";
        return new UnusableServerException("cannot use " + cluster.name() + ": " + why + advice, e);
    }

    public Credentials credentials() {
        return credentials;
    }

    /** The server's version, as {@code server_version_num}. */
    public int serverVersion() {
        return server.version();
    }

    /** What the server is to verify a role's password by; empty where it asks for none. */
    public Optional<String> verifier(DatabaseName role) {
        return cluster.trustsRoles() ? Optional.empty() : Optional.of(credentials.verifier(role.value()));
    }

    /** The role that dayfly itself is, on the server. */
    public String maintenanceRole() {
        return cluster.maintenanceRole();
    }

    public MaintenancePool pool() {
        return pool;
    }

    public ServerCheck server() {
        return server;
    }

    /** One more connection to the registry's own database, with the settings that all of them have. */
    public Connection connectToItself() throws SQLException {
        return pool.another();
    }

    /** The fastest way to make databases from files that the server knows. */
    public CreateStrategy ofFiles() {
        return server.ofFiles();
    }

    /**
     * The connection to another database of the server, for the maintenance role; it waits as long as a statement
     * takes, for what is done there may rightly take long. No event trigger ON login fires for it.
     */
    public Connection connect(DatabaseName database) throws SQLException {
        if (server.superuser() && server.switchesEventTriggers()) {
            return Patience.unlimited(cluster.connect(database.value(), "-c event_triggers=off"));
        }
        refuseLoginTriggers(database);
        return Patience.unlimited(cluster.connect(database.value()));
    }

    /** Functions of event triggers may be the tenant's by now, and ON login they would run as the maintenance role. */
    private void refuseLoginTriggers(DatabaseName database) throws SQLException {
        if (server.switchesEventTriggers()
                && pool.with(connection -> LOGIN_TRIGGERS.first(connection, database.value()))
                        .isPresent()) {
            throw new SQLException(
                    "database " + database
                            + " has event triggers ON login, which would run as dayfly's role; drop them, or make that role a superuser");
        }
    }

    /** The connection of a database's own role, with the settings that are its own but for timeouts. */
    public Connection connectAsOwner(DatabaseName database) throws SQLException {
        return cluster.connectAs(
                database.value(),
                cluster.trustsRoles() ? Optional.empty() : Optional.of(credentials.password(database.value())),
                database.value(),
                NO_TIMEOUTS + (server.knowsTransactionTimeout() ? " -c transaction_timeout=0" : ""));
    }

    @Override
    public void close() {
        pool.close();
    }
}
