package org.dayfly.server.registry;

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
import org.dayfly.cluster.Cluster;
import org.dayfly.sql.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the registry's tables and functions at the first start, and migrates the registry of an older version.
 *
 * <p>The tables and functions are in a schema that belongs to the maintenance role. No other role can make anything in
 * this schema, whatever rights PUBLIC has in schema {@code public}. Any number of proxies may start at once.
 */
final class Schema {
    static final String DATABASE = RegistryDatabase.NAME;

    private static final Logger log = LoggerFactory.getLogger(Schema.class);
    private static final int VERSION = 8;
    private static final String NO_SUCH_DATABASE = "3D000";

    private static final String OWN_SCHEMA = """
            SELECT nspowner = current_user::regrole OR rolsuper FROM pg_namespace, pg_roles
            WHERE nspname = 'registry' AND rolname = current_user""";

    private static final String IN_PUBLIC = """
            SELECT count(*) = 2 FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace, pg_roles
            WHERE nspname = 'public' AND relname IN ('schema_version', 'lease') AND relkind = 'r'
                  AND rolname = current_user AND (relowner = current_user::regrole OR rolsuper)
                  AND to_regclass('registry.schema_version') IS NULL""";

    /**
     * Whether PUBLIC may create in schema public, as before PostgreSQL 15, and the maintenance role may change this.
     */
    private static final String OPEN_PUBLIC = """
            SELECT pg_has_role(nspowner, 'USAGE') AND EXISTS (
                       SELECT FROM aclexplode(nspacl) WHERE grantee = 0 AND privilege_type = 'CREATE')
            FROM pg_namespace WHERE nspname = 'public'""";

    private final Cluster cluster;

    Schema(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Checks the server, and makes the registry's database if there is none. */
    ServerCheck prepare() throws SQLException {
        try (Connection connection = anyDatabase();
                Statement statement = connection.createStatement()) {
            ServerCheck server = ServerCheck.of(connection, cluster.name());
            new RegistryDatabase(statement, cluster.name()).prepare();
            return server;
        }
    }

    /** Checks the server. Returns the server's version, and whether there is a registry. */
    String inspect() throws SQLException {
        try (Connection connection = anyDatabase();
                Statement statement = connection.createStatement()) {
            ServerCheck.of(connection, cluster.name());
            boolean exists = new RegistryDatabase(statement, cluster.name()).exists();
            return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion()
                    + (exists ? ", with a registry" : ", without a registry as yet");
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

    /**
     * Makes the tables and the role of {@link SealedOwner}, or migrates those of an older version. Returns the version.
     */
    int migrate(Connection connection, ServerCheck server) throws SQLException {
        return Transaction.run(connection, transaction -> {
            try (Statement statement = transaction.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('schema', 0))");
                own(statement);
                // The scripts of versions up to 5 name their objects without a schema.
                statement.execute("SET LOCAL search_path = registry, pg_temp");
                statement.execute("""
                        CREATE TABLE IF NOT EXISTS registry.schema_version (
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
                SealedOwner.prepare(transaction, server, cluster.maintenanceRole());
                return version;
            }
        });
    }

    /** Makes the schema if there is none, and lets no other role make anything in the schema. */
    private static void own(Statement statement) throws SQLException {
        if (!exists(statement)) {
            statement.execute("CREATE SCHEMA registry");
            // For people who use the registry by SQL. dayfly's own sessions name the schema.
            statement.execute("ALTER DATABASE dayfly SET search_path = registry");
        } else if (!isTrue(statement, OWN_SCHEMA)) {
            throw new UnusableServerException("schema registry in database \"dayfly\" belongs to another role;"
                    + " as a superuser, make dayfly's role the owner of the schema and of all in it");
        }
        if (isTrue(statement, OPEN_PUBLIC)) {
            statement.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        }
        if (isTrue(statement, IN_PUBLIC)) {
            statement.execute(script("registry-out-of-public.sql"));
            log.info("moved the registry from schema public to schema registry");
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        return isTrue(statement, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'registry')");
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT coalesce(max(version), 0) FROM registry.schema_version")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void apply(Connection connection, int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(script("registry-" + version + ".sql"));
        }
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO registry.schema_version (version) VALUES (?)")) {
            statement.setInt(1, version);
            statement.executeUpdate();
        }
        log.info("registry brought to schema {}", version);
    }

    private static String script(String name) {
        try (InputStream script = Schema.class.getResourceAsStream(name)) {
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
