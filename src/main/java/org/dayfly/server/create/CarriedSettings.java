package org.dayfly.server.create;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.sql.Query;
import org.dayfly.sql.Statements;

/**
 * Copies the settings that a database's sessions start with to a copy of the database, because CREATE DATABASE does not
 * copy these settings.
 *
 * <p>A database and its role have the same name. A setting that ALTER ROLE made becomes a setting of the copy's
 * database: sessions see no difference, and only a database's owner can change such a setting.
 *
 * @see <a href="https://www.postgresql.org/docs/current/catalog-pg-db-role-setting.html">PostgreSQL,
 *     pg_db_role_setting</a>
 */
final class CarriedSettings {
    /**
     * The statements: one for each setting, from the place that takes precedence. Four settings are lists of names, as
     * in pg_dump: each name must be a literal of its own. The settings {@code role} and {@code session_authorization}
     * are left out, because a copy belongs to another role.
     */
    private static final Query<String> STATEMENTS = new Query<>("""
            SELECT DISTINCT ON (lower(name)) format('ALTER DATABASE %I SET %s TO %s', target,
                (SELECT string_agg(quote_ident(part), '.' ORDER BY place)
                 FROM unnest(string_to_array(name, '.')) WITH ORDINALITY AS parts (part, place)),
                CASE WHEN name IN ('search_path', 'temp_tablespaces', 'local_preload_libraries',
                    'session_preload_libraries')
                THEN (SELECT coalesce(string_agg(quote_literal(coalesce(replace(item[1], '""', '"'),
                                 CASE WHEN name LIKE '%libraries' THEN item[2] ELSE lower(item[2]) END)),
                                 ', ' ORDER BY place), '''''')
                      FROM regexp_matches(value, '"((?:[^"]|"")*)"|([^",[:space:]]+)', 'g')
                           WITH ORDINALITY AS items (item, place))
                ELSE quote_literal(value) END)
            FROM (SELECT ?::text COLLATE "C", ?::text) AS asked (source, target)
            JOIN pg_db_role_setting ON true
            LEFT JOIN pg_database d ON d.oid = setdatabase
            LEFT JOIN pg_roles r ON r.oid = setrole AND rolcanlogin,
            LATERAL (SELECT split_part(entry, '=', 1), substr(entry, strpos(entry, '=') + 1)
                     FROM unnest(setconfig) AS entry)
                AS setting (name, value)
            WHERE (datname = source AND (setrole = 0 OR rolname = source) OR setdatabase = 0 AND rolname = source)
              AND name NOT IN ('role', 'session_authorization')
            ORDER BY lower(name), setrole <> 0 DESC, setdatabase <> 0 DESC""", row -> row.getString(1));

    private CarriedSettings() {}

    /**
     * Lets sessions on one database start with the settings of sessions on another database.
     *
     * <p>A setting that the maintenance role may not make is logged, and the copy goes without the setting. A setting
     * that only a superuser may make concerns the server, and is no reason to refuse the data. If there is nothing to
     * copy, this costs one query.
     *
     * @param connection a connection to any database; the connection's own settings stay as they are
     */
    static void carry(Connection connection, String fromDatabaseAndRole, String toDatabaseAndRole) throws SQLException {
        Statements.runEach(
                connection,
                STATEMENTS.all(connection, fromDatabaseAndRole, toDatabaseAndRole),
                "could not copy a setting of " + fromDatabaseAndRole + " to its copy");
    }
}
