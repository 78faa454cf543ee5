package org.dayfly.script;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.sql.ErrorCode;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;
import org.dayfly.sql.SqlFailure;

/** Answers questions about the server, so that a script can be judged. Each question is asked once for each name. */
public final class ServerFacts {
    private static final Query<Boolean> ROLE =
            new Query<>("SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ?)", row -> row.getBoolean(1));

    private static final Query<Boolean> SETTING =
            new Query<>("SELECT pg_catalog.current_setting(?, true) IS NOT NULL", row -> row.getBoolean(1));

    private static final Query<Boolean> SETTING_FOR_ALL = new Query<>("""
            SELECT pg_catalog.count(*) OPERATOR(pg_catalog.>) 0
                AND pg_catalog.bool_and(context OPERATOR(pg_catalog.=) 'user') FROM pg_catalog.pg_settings
            WHERE pg_catalog.lower(name) OPERATOR(pg_catalog.=) ?""", row -> row.getBoolean(1));

    private static final Query<Boolean> FUNCTION =
            new Query<>("SELECT pg_catalog.to_regproc('pg_catalog.' || ?) IS NOT NULL", row -> row.getBoolean(1));

    private static final Query<Boolean> OPEN_TO_ALL = new Query<>("""
            SELECT pg_catalog.count(*) > 0
                AND pg_catalog.bool_and(pg_catalog.has_function_privilege('public', p.oid, 'EXECUTE'))
            FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = prolang
            WHERE lanname = 'internal' AND prosrc = ? AND p.oid < 16384""", row -> row.getBoolean(1));

    private static final Query<Boolean> TRUSTED = new Query<>("""
            WITH RECURSIVE needed (extension) AS (
                SELECT ?::pg_catalog.text COLLATE "C"
                UNION SELECT pg_catalog.unnest(requires)::pg_catalog.text COLLATE "C" FROM needed
                      JOIN pg_catalog.pg_available_extension_versions ON name OPERATOR(pg_catalog.=) extension)
            SELECT pg_catalog.count(*) > 0 AND pg_catalog.bool_and(trusted)
            FROM needed JOIN pg_catalog.pg_available_extensions a ON a.name OPERATOR(pg_catalog.=) extension
                 JOIN pg_catalog.pg_available_extension_versions v ON v.name OPERATOR(pg_catalog.=) a.name
                      AND v.version OPERATOR(pg_catalog.=) a.default_version""", row -> row.getBoolean(1));

    private static final Query<Boolean> OWNER_OF_SCHEMA = new Query<>("""
            SELECT pg_catalog.pg_get_userbyid(nspowner) OPERATOR(pg_catalog.=) 'pg_database_owner'
            FROM pg_catalog.pg_namespace WHERE nspname OPERATOR(pg_catalog.=) ?""", row -> row.getBoolean(1));

    /** PostgreSQL looks up the provider of a label first, and the object after that. */
    private static final String LABEL = "SECURITY LABEL %s ON TABLE pg_catalog.\"no such table\" IS NULL";

    /** The name for a label without a provider. */
    static final String ANY_PROVIDER = "";

    private final Connection connection;
    private final boolean lends;
    private final Map<String, Boolean> answers = new ConcurrentHashMap<>();

    /**
     * Asks on one connection.
     *
     * @param connection a connection on which no script has run
     * @param lends whether the maintenance role is a superuser and the script's role is not
     */
    public ServerFacts(Connection connection, boolean lends) {
        this.connection = connection;
        this.lends = lends;
    }

    boolean lends() {
        return lends;
    }

    boolean hasRole(String name) throws SQLException {
        return ask("role", ROLE, name);
    }

    boolean hasSetting(String name) throws SQLException {
        return ask("setting", SETTING, name);
    }

    /** Whether the server has this setting, and every role may set it. */
    boolean letsAllSet(String setting) throws SQLException {
        return ask("setting for all", SETTING_FOR_ALL, setting);
    }

    /** The database that the script runs in. */
    String database() throws SQLException {
        return connection.getCatalog();
    }

    boolean hasFunction(String name) throws SQLException {
        return ask("function", FUNCTION, name);
    }

    /** Whether the owner of a database may make this extension and all extensions that it requires. */
    public boolean trusts(String extension) throws SQLException {
        return ask("extension", TRUSTED, extension);
    }

    /** Whether schema public belongs to the owner of the database. This is so from PostgreSQL 15 on. */
    boolean givesPublicToOwner() throws SQLException {
        return ask("schema", OWNER_OF_SCHEMA, "public");
    }

    /** Whether this provider of security labels is loaded. */
    boolean hasLabelProvider(String name) throws SQLException {
        Boolean known = answers.get("provider " + name);
        if (known == null) {
            known = labels(name.equals(ANY_PROVIDER) ? "" : "FOR " + Quoted.identifier(name));
            answers.put("provider " + name, known);
        }
        return known;
    }

    private boolean labels(String provider) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LABEL.formatted(provider));
            return true;
        } catch (SQLException e) {
            if (SqlFailure.isUnreachable(e)) {
                throw e;
            }
            return !ErrorCode.INVALID_PARAMETER_VALUE.is(e);
        }
    }

    /** Whether every role may call this internal function of the server. The name is the name in C. */
    boolean opensToAll(String internal) throws SQLException {
        return ask("internal", OPEN_TO_ALL, internal);
    }

    private boolean ask(String kind, Query<Boolean> query, String name) throws SQLException {
        String key = kind + " " + name;
        Boolean known = answers.get(key);
        if (known == null) {
            known = query.first(connection, name).orElse(false);
            answers.put(key, known);
        }
        return known;
    }
}
