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
import java.util.List;
import java.util.Objects;
import org.dayfly.cluster.Cluster;
import org.dayfly.sql.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the registry's tables, views and functions at the first start, and migrates the registry of an older version.
 *
 * <p>Each table and each function is stated once, as it is now. A migration changes the tables of the version before
 * and drops functions that are gone. Then the files of functions replace the others. Statements about databases are in
 * these files alone: Java code calls the functions.
 *
 * <p>The tables and functions are in a schema that belongs to the maintenance role. No other role can make anything in
 * this schema, whatever rights PUBLIC has in schema {@code public}. Any number of proxies may start at once.
 */
final class Schema {
    static final String DATABASE = RegistryDatabase.NAME;

    private static final Logger log = LoggerFactory.getLogger(Schema.class);
    private static final int VERSION = 16;

    /** The oldest version that is migrated. */
    private static final int OLDEST = 8;

    /** Views and functions, in an order in which each finds the types and the SQL functions that it uses. */
    private static final List<String> FUNCTIONS = List.of(
            "locks",
            "server",
            "views",
            "reclaim",
            "handout",
            "lease",
            "rests",
            "sealed",
            "drop",
            "directory",
            "proxies",
            "comments");

    private static final String NO_SUCH_DATABASE = "3D000";

    private static final String OWN_SCHEMA = """
            SELECT nspowner = current_user::regrole OR rolsuper FROM pg_namespace, pg_roles
            WHERE nspname = 'registry' AND rolname = current_user""";

    /** Whether there is a registry of version 5 or older, which was in schema public. */
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

    /** How many proxies use the registry: each listens all the time. */
    private static final String LISTENERS = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND query = 'LISTEN dayfly_reclaiming'""";

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
                statement.execute("""
                        CREATE TABLE IF NOT EXISTS registry.schema_version (
                            version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())""");
                int version = version(statement);
                refuse(version);
                if (version < VERSION) {
                    refuseOthers(statement, version);
                    apply(transaction, version);
                }
                SealedOwner.prepare(transaction, server, cluster.maintenanceRole());
                return VERSION;
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
            throw tooOld("schema 5 or older");
        }
    }

    private static void refuse(int version) {
        if (version > VERSION) {
            throw new UnusableServerException(
                    "the registry was written by a newer dayfly (schema %d, this one knows %d); start the newer one"
                            .formatted(version, VERSION));
        }
        if (version != 0 && version < OLDEST) {
            throw tooOld("schema " + version);
        }
    }

    /** Refuses to migrate a registry under a dayfly that runs: it would call functions that are no longer there. */
    private static void refuseOthers(Statement statement, int version) throws SQLException {
        int others = number(statement, LISTENERS);
        if (others > 0) {
            throw new UnusableServerException(
                    ("the registry has schema %d, and dayflies that run use it (%d); stop all of them, then start this"
                                    + " one, which brings the registry to schema %d")
                            .formatted(version, others, VERSION));
        }
    }

    private static UnusableServerException tooOld(String version) {
        return new UnusableServerException(("the registry was written by an older dayfly (%s, this one migrates schema"
                        + " %d); first start a dayfly that migrates it to schema %2$d")
                .formatted(version, OLDEST));
    }

    private static boolean exists(Statement statement) throws SQLException {
        return isTrue(statement, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'registry')");
    }

    private static int version(Statement statement) throws SQLException {
        return number(statement, "SELECT coalesce(max(version), 0) FROM registry.schema_version");
    }

    /** Makes the tables of a new registry, or migrates those of an older version; then makes all functions. */
    private static void apply(Connection connection, int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (version == 0) {
                statement.execute(script("tables"));
            }
            for (int from = version; from >= OLDEST && from < VERSION; from++) {
                statement.execute(script("from-" + from));
            }
            for (String name : FUNCTIONS) {
                statement.execute(script(name));
            }
        }
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO registry.schema_version (version) VALUES (?)")) {
            statement.setInt(1, VERSION);
            statement.executeUpdate();
        }
        log.info("the registry now has schema {}", VERSION);
    }

    private static String script(String name) {
        try (InputStream script = Schema.class.getResourceAsStream(name + ".sql")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static boolean isTrue(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
