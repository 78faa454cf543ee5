package org.dayfly.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import org.dayfly.cluster.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's database and the tables in it, made at the first start and carried forward by later versions.
 *
 * <p>Any number of proxies may start at once: whoever comes second finds the work done.
 */
final class Schema {
    static final String DATABASE = "dayfly";

    private static final Logger log = LoggerFactory.getLogger(Schema.class);
    private static final int VERSION = 5;
    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final Set<String> MADE_BY_ANOTHER = Set.of(DUPLICATE_DATABASE, UNIQUE_VIOLATION);
    private static final String NO_SUCH_DATABASE = "3D000";

    private final Cluster cluster;

    Schema(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Makes the registry's database where there is none. */
    ServerCheck prepare() throws SQLException {
        try (Connection connection = anyDatabase();
                Statement statement = connection.createStatement()) {
            ServerCheck server = ServerCheck.of(connection, cluster.name());
            if (!open(statement)) {
                // One after the other: two that alter a database at once fail. The end of the connection unlocks.
                statement.execute("SELECT pg_advisory_lock(hashtextextended('dayfly', 0))");
                makeOpen(statement);
            }
            return server;
        }
    }

    /** Checks the server, and tells what it is and whether the registry is there. */
    String inspect() throws SQLException {
        try (Connection connection = anyDatabase();
                Statement statement = connection.createStatement()) {
            ServerCheck.of(connection, cluster.name());
            return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion()
                    + (exists(statement) ? ", with a registry" : ", without a registry as yet");
        }
    }

    private static void makeOpen(Statement statement) throws SQLException {
        if (!exists(statement)) {
            create(statement);
        }
        // Closed to all until nobody else has a right on it; done again if a start was cut short in between.
        if (!open(statement)) {
            statement.execute(
                    "REVOKE ALL ON DATABASE dayfly FROM PUBLIC; ALTER DATABASE dayfly ALLOW_CONNECTIONS true");
        }
    }

    private Connection anyDatabase() throws SQLException {
        try {
            return cluster.connect("postgres");
        } catch (SQLException e) {
            if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
                return cluster.connect("template1");
            }
            throw e;
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        return isTrue(statement, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'dayfly')");
    }

    private static boolean open(Statement statement) throws SQLException {
        return isTrue(statement, "SELECT datallowconn FROM pg_database WHERE datname = 'dayfly'");
    }

    private static void create(Statement statement) throws SQLException {
        try {
            statement.execute("CREATE DATABASE dayfly TEMPLATE template0 ALLOW_CONNECTIONS false");
            log.info("made database \"dayfly\" for the registry");
        } catch (SQLException e) {
            if (!MADE_BY_ANOTHER.contains(e.getSQLState())) {
                throw e;
            }
        }
    }

    /** Makes the tables, or brings those of an older version up to date, and answers the version. */
    static int migrate(Connection connection) throws SQLException {
        return Transaction.run(connection, transaction -> {
            try (Statement statement = transaction.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('schema', 0))");
                statement.execute("""
                        CREATE TABLE IF NOT EXISTS schema_version (
                            version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())""");
                int version = version(statement);
                if (version > VERSION) {
                    throw new UnusableServerException(
                            "the registry was written by a newer dayfly (schema %d, this one knows %d); start that one"
                                    .formatted(version, VERSION));
                }
                while (version < VERSION) {
                    apply(transaction, ++version);
                }
                return version;
            }
        });
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT coalesce(max(version), 0) FROM schema_version")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void apply(Connection connection, int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(script(version));
        }
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO schema_version (version) VALUES (?)")) {
            statement.setInt(1, version);
            statement.executeUpdate();
        }
        log.info("registry brought to schema {}", version);
    }

    private static String script(int version) {
        try (InputStream script = Schema.class.getResourceAsStream("registry-" + version + ".sql")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTrue(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
