package org.dayfly.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Gives all that some roles own in one database to another role, in this database alone, so that the roles can be
 * dropped.
 *
 * <p>REASSIGN OWNED moves databases too. REASSIGN OWNED moves nothing of the bootstrap superuser, who may have prepared
 * a template. So each object is given by a statement of its own. Only an extension cannot be given by such a statement.
 *
 * @see <a href="https://www.postgresql.org/docs/current/role-removal.html">PostgreSQL, Dropping Roles</a>
 */
public final class Ownership {
    /**
     * All objects that can have an owner, except objects that only a superuser may own. ALTER TABLE takes all objects
     * of pg_class in this query, ALTER TYPE takes all types, and ALTER ROUTINE takes all of pg_proc.
     */
    private static final String OBJECTS = """
            SELECT 'pg_namespace'::regclass::oid, oid, nspowner, 'SCHEMA' FROM pg_namespace
                WHERE NOT starts_with(nspname, 'pg_')
            UNION ALL SELECT 'pg_class'::regclass, oid, relowner, 'TABLE' FROM pg_class
                      WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND relpersistence <> 't'
            UNION ALL SELECT 'pg_type'::regclass, oid, typowner, 'TYPE' FROM pg_type
            UNION ALL SELECT 'pg_proc'::regclass, oid, proowner, 'ROUTINE' FROM pg_proc
            UNION ALL SELECT 'pg_collation'::regclass, oid, collowner, 'COLLATION' FROM pg_collation
            UNION ALL SELECT 'pg_conversion'::regclass, oid, conowner, 'CONVERSION' FROM pg_conversion
            UNION ALL SELECT 'pg_operator'::regclass, oid, oprowner, 'OPERATOR' FROM pg_operator
            UNION ALL SELECT 'pg_opfamily'::regclass, oid, opfowner, 'OPERATOR FAMILY' FROM pg_opfamily
            UNION ALL SELECT 'pg_opclass'::regclass, oid, opcowner, 'OPERATOR CLASS' FROM pg_opclass
            UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictowner, 'TEXT SEARCH DICTIONARY' FROM pg_ts_dict
            UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgowner, 'TEXT SEARCH CONFIGURATION' FROM pg_ts_config
            UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxowner, 'STATISTICS' FROM pg_statistic_ext
            UNION ALL SELECT 'pg_language'::regclass, oid, lanowner, 'LANGUAGE' FROM pg_language
            UNION ALL SELECT 'pg_foreign_server'::regclass, oid, srvowner, 'SERVER' FROM pg_foreign_server
            UNION ALL SELECT 'pg_largeobject'::regclass, oid, lomowner, 'LARGE OBJECT' FROM pg_largeobject_metadata
            UNION ALL SELECT 'pg_publication'::regclass, oid, pubowner, 'PUBLICATION' FROM pg_publication
                      WHERE NOT puballtables AND NOT EXISTS (SELECT FROM pg_depend
                          WHERE classid = to_regclass('pg_publication_namespace') AND refobjid = pg_publication.oid)""";

    /**
     * Gives the objects that have an owner of their own. Sequences follow the column that owns them. Internal parts
     * (row types, array types, functions of a range) follow the object that they are part of; a multirange does so only
     * since PostgreSQL 17. A maintenance role keeps members of extensions, because the owner of dblink_connect_u may
     * run this function. The bootstrap superuser keeps the objects that every database has from the start.
     */
    private static final String ALTER_OWNER = """
            SELECT CASE kind WHEN 'SCHEMA' THEN 1 ELSE 2 END,
                   format('ALTER %s %s OWNER TO %s', kind, (pg_identify_object(catalog, object.id, 0)).identity,
                       taker.name)
            FROM object JOIN giver ON giver.id = owner, taker
            WHERE (object.id >= 16384 OR kind = 'LARGE OBJECT')
              AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = catalog AND objid = object.id AND objsubid = 0 AND
                  CASE deptype
                  WHEN 'i' THEN NOT EXISTS (SELECT FROM pg_range WHERE rngmultitypid = objid
                                            AND current_setting('server_version_num')::int < 170000)
                  WHEN 'e' THEN maintains
                  WHEN 'a' THEN kind = 'TABLE' AND refclassid = 'pg_class'::regclass AND refobjsubid > 0 END)""";

    /**
     * Lets the taker create in schemas that are not given to the taker, such as schema public. The right lasts only
     * while the statements run.
     */
    private static final String RIGHTS_ON_OTHER_SCHEMAS = """
            SELECT step, format('%s CREATE ON SCHEMA %I %s %s', verb, nspname, preposition, taker.name)
            FROM pg_namespace, taker, (VALUES (1.5, 'GRANT', 'TO'), (6, 'REVOKE', 'FROM')) AS change (step, verb,
                preposition)
            WHERE NOT starts_with(nspname, 'pg_') AND nspowner NOT IN (SELECT id FROM giver)
              AND NOT has_schema_privilege(taker.id, pg_namespace.oid, 'CREATE') AND pg_has_role(nspowner, 'USAGE')
              AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)""";

    /**
     * Revokes rights that were granted to a giver on an object that the giver did not own. The taker owns the object
     * now, and needs no grant.
     */
    private static final String REVOKE = """
            SELECT 3, format('REVOKE ALL ON %s %s FROM %s CASCADE', CASE kind WHEN 'SERVER' THEN 'FOREIGN SERVER'
                             WHEN 'TABLE' THEN CASE WHEN relkind = 'S' THEN 'SEQUENCE' ELSE kind END ELSE kind END,
                             (pg_identify_object(catalog, object.id, 0)).identity, giver.name)
            FROM pg_shdepend JOIN giver ON giver.id = refobjid JOIN object ON catalog = classid AND object.id = objid
                 LEFT JOIN pg_class ON catalog = 'pg_class'::regclass AND pg_class.oid = object.id
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND deptype = 'a'
                AND NOT maintains
              AND (owner IN (SELECT id FROM giver) OR owner = (SELECT id FROM taker))""";

    private static final String ALTER_POLICY = """
            SELECT 3, format('ALTER POLICY %I ON %s TO %s', polname, polrelid::regclass, (
                       SELECT string_agg(CASE WHEN role = 0 THEN 'PUBLIC' WHEN giver.id IS NULL THEN role::regrole::text
                                         ELSE taker.name END, ', ')
                       FROM unnest(polroles) AS role LEFT JOIN giver ON giver.id = role AND NOT maintains, taker))
            FROM pg_policy WHERE polroles && ARRAY (SELECT id FROM giver WHERE NOT maintains)""";

    /** A user mapping holds a role's secrets, and is of no use to another role. */
    private static final String DROP_USER_MAPPING = """
            SELECT 3, format('DROP USER MAPPING FOR %s SERVER %I', name, srvname)
            FROM pg_user_mappings JOIN giver ON giver.id = umuser AND NOT maintains""";

    /**
     * A schema's owner may have given up rights on the schema. Without these rights, nothing in the schema can be given
     * to the taker. So the taker has the rights while the statements run.
     */
    private static final String SCHEMA_RIGHTS = """
            SELECT step, format('%s %s ON SCHEMA %I %s %s', verb, privilege, nspname, preposition, taker.name)
            FROM pg_namespace JOIN giver ON giver.id = nspowner, taker,
                 (VALUES ('USAGE'), ('CREATE')) AS needed (privilege),
                 (VALUES (1.5, 'GRANT', 'TO'), (6, 'REVOKE', 'FROM')) AS change (step, verb, preposition)
            WHERE NOT starts_with(nspname, 'pg_') AND nspacl IS NOT NULL
              AND NOT EXISTS (SELECT FROM aclexplode(nspacl) WHERE grantee IN (0, giver.id)
                  AND privilege_type = privilege)
              AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)""";

    /**
     * Gives extensions, which no other statement can give. REASSIGN OWNED moves databases as well, so the databases are
     * given back in the same transaction.
     */
    private static final String REASSIGN = """
            SELECT 5, format('REASSIGN OWNED BY %s TO %s', giver.name, taker.name) || coalesce((
                       SELECT string_agg(format('; ALTER DATABASE %I OWNER TO %s', datname, giver.name), '')
                       FROM pg_database WHERE datdba = giver.id), '')
            FROM giver, taker WHERE NOT maintains AND EXISTS (SELECT FROM pg_extension WHERE extowner = giver.id)""";

    /** Schemas come first: the new owner of a function needs the right to make functions in the function's schema. */
    private static final String ALTER_SCHEMA = """
            SELECT 1, format('ALTER SCHEMA %I OWNER TO %s', nspname, taker.name)
            FROM pg_namespace JOIN giver ON giver.id = nspowner, taker""";

    private static final String REASSIGN_ALL =
            "SELECT 5, format('REASSIGN OWNED BY %s TO %s', giver.name, taker.name) FROM giver, taker";

    private static final String GIVER_AND_TAKER = """
            WITH giver AS MATERIALIZED (
                SELECT oid AS id, quote_ident(rolname) AS name, rolsuper OR rolname = current_user AS maintains
                FROM pg_roles WHERE rolname = ANY (?)
            ), taker AS MATERIALIZED (
                SELECT oid AS id, quote_ident(rolname) AS name, ? AS takes_default_privileges FROM pg_roles
                    WHERE rolname = ?
            )""";

    private static final Query<String> STATEMENTS = new Query<>(
            """
            %s, %s, object (catalog, id, owner, kind) AS NOT MATERIALIZED (
            %s
            ), statement (step, text) AS (
                SELECT step, format('%%s CREATE ON DATABASE %%I %%s %%s', verb, current_database(), preposition, name)
                FROM taker, (VALUES (0, 'GRANT', 'TO'), (6, 'REVOKE', 'FROM')) AS change (step, verb, preposition)
                WHERE NOT has_database_privilege(id, current_database(), 'CREATE')
            UNION ALL
            %s
            )
            SELECT text FROM statement ORDER BY step""".formatted(
                            GIVER_AND_TAKER,
                            DefaultPrivileges.RELATION,
                            OBJECTS,
                            String.join(
                                    "\nUNION ALL\n",
                                    ALTER_OWNER,
                                    SCHEMA_RIGHTS,
                                    RIGHTS_ON_OTHER_SCHEMAS,
                                    REVOKE,
                                    ALTER_POLICY,
                                    DROP_USER_MAPPING,
                                    DefaultPrivileges.END,
                                    DefaultPrivileges.MOVE,
                                    REASSIGN)),
            row -> row.getString(1));

    private static final Query<String> STATEMENTS_FOR_ALL = new Query<>(
            """
            %s, %s, statement (step, text) AS (
            %s
            )
            SELECT text FROM statement ORDER BY step""".formatted(
                            GIVER_AND_TAKER,
                            DefaultPrivileges.RELATION,
                            String.join(
                                    "\nUNION ALL\n",
                                    ALTER_SCHEMA,
                                    SCHEMA_RIGHTS,
                                    ALTER_POLICY,
                                    DefaultPrivileges.END,
                                    DefaultPrivileges.MOVE,
                                    REASSIGN_ALL)),
            row -> row.getString(1));

    private Ownership() {}

    /**
     * Gives all that these roles own in the connection's database to another role, and removes other references to
     * these roles. Policies are for the other role from then on. Grants and user mappings end. Event triggers do not
     * fire. All of this is done, or nothing, if there are few objects; {@link EventTriggers#runWithout} has the number.
     *
     * @param database a connection of a role that owns the database and is a member of all these roles. No other
     *     session is in the database. The connection's search_path is empty from then on: names in the database are not
     *     to be trusted
     * @param defaults what happens to the roles' default privileges in this database
     */
    public static void hand(Connection database, List<String> fromRoles, String toRole, DefaultPrivileges defaults)
            throws SQLException {
        trustNoNames(database);
        EventTriggers.runWithout(database, statements(database, fromRoles, toRole, defaults));
    }

    /**
     * Gives all objects that a role owns in the connection's database to the owner of the database, and the role's
     * default privileges: all, or none. The role must own no database and no tablespace. Event triggers do not fire.
     *
     * @param database a connection as for {@link #hand}
     */
    public static void give(Connection database, String fromRole, String toOwner) throws SQLException {
        trustNoNames(database);
        EventTriggers.runWithout(database, STATEMENTS_FOR_ALL.all(database, new String[] {fromRole}, true, toOwner));
    }

    /**
     * Does what {@link #give} does, with one statement. Only for a superuser, and only if no policy names the role and
     * the role has no default privileges. In a new database each query reads many catalogs for the first time, and one
     * statement reads fewer catalogs.
     *
     * @param database a connection as for {@link #hand}
     */
    public static void reassign(Connection database, String fromRole, String toOwner) throws SQLException {
        trustNoNames(database);
        EventTriggers.runWithout(
                database,
                List.of("REASSIGN OWNED BY " + Quoted.identifier(fromRole) + " TO " + Quoted.identifier(toOwner)));
    }

    private static void trustNoNames(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("SET search_path = ''");
        }
    }

    /**
     * The statements that {@link #hand} would run.
     *
     * @param database a connection with a search_path that can be trusted
     */
    public static List<String> statements(
            Connection database, List<String> fromRoles, String toRole, DefaultPrivileges defaults)
            throws SQLException {
        return STATEMENTS.all(database, fromRoles.toArray(new String[0]), defaults == DefaultPrivileges.MOVED, toRole);
    }
}
