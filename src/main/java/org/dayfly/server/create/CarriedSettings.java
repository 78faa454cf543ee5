package org.dayfly.server.create;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.sql.Query;
import org.dayfly.sql.Statements;

/**
 * The settings that a database's sessions start with, carried over to a copy of it; CREATE DATABASE leaves them behind.
 *
 * <p>Database and role bear the same name. What ALTER ROLE set comes along as the database's own setting: sessions see
 * no difference, and nobody but a database's owner can change that.
 *
 * @see <a href="https://www.postgresql.org/docs/current/catalog-pg-db-role-setting.html">PostgreSQL,
 *     pg_db_role_setting</a>
 */
final class CarriedSettings {
    /**
     * The statements, one for each setting at the place that wins. Four settings are lists of names, as pg_dump knows
     * too: each name has to be a literal of its own. Roles are of no use to a copy, which belongs to another.
     */
    private static final Query<String> STATEMENTS = new Query<>("""
            SELECT DISTINCT ON (lower(name)) format('ALTER DATABASE %I SET %s TO %s', target,
                (SELECT string_agg(quote_ident(part), '.' ORDER BY place)
                 FROM unnest(string_to_array(name, '.')) WITH ORDINALITY AS parts (part, place)),
                CASE WHEN name IN ('search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries')
                THEN (SELECT coalesce(string_agg(quote_literal(coalesce(replace(item[1], '""', '"'),
                                 CASE WHEN name LIKE '%libraries' THEN item[2] ELSE lower(item[2]) END)), ', ' ORDER BY place), '''''')
                      FROM regexp_matches(value, '"((?:[^"]|"")*)"|([^",[:space:]]+)', 'g') WITH ORDINALITY AS items (item, place))
                ELSE quote_literal(value) END)
            FROM (SELECT ?::text COLLATE "C", ?::text) AS asked (source, target)
            JOIN pg_db_role_setting ON true
            LEFT JOIN pg_database d ON d.oid = setdatabase
            LEFT JOIN pg_roles r ON r.oid = setrole AND rolcanlogin,
            LATERAL (SELECT split_part(entry, '=', 1), substr(entry, strpos(entry, '=') + 1) FROM unnest(setconfig) AS entry)
                AS setting (name, value)
            WHERE (datname = source AND (setrole = 0 OR rolname = source) OR setdatabase = 0 AND rolname = source)
              AND name NOT IN ('role', 'session_authorization')
            ORDER BY lower(name), setrole <> 0 DESC, setdatabase <> 0 DESC""", row -> row.getString(1));

    private CarriedSettings() {}

    /**
     * Lets sessions on one database start with the settings of those on another.
     *
     * <p>What the maintenance role may not set is logged, and the copy goes without it: a setting that only a superuser
     * may make is the server's business, and no reason to refuse the data. It costs one query where there is nothing to
     * carry.
     *
     * @param connection to whichever database; its own settings stay as they are
     */
    static void carry(Connection connection, String fromDatabaseAndRole, String toDatabaseAndRole) throws SQLException {
        Statements.runEach(
                connection,
                STATEMENTS.all(connection, fromDatabaseAndRole, toDatabaseAndRole),
                "a setting of " + fromDatabaseAndRole + " is not carried to its copy");
    }
}
