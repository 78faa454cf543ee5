package org.dayfly.sql;

/**
 * What happens to the default privileges of a role when another role gets the role's objects. Default privileges are
 * rights that PostgreSQL grants on each object that the role makes later.
 *
 * <p>The texts are parts of the query of {@link Ownership}, which defines the roles {@code giver} and the role
 * {@code taker}.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html">PostgreSQL, ALTER DEFAULT
 *     PRIVILEGES</a>
 */
public enum DefaultPrivileges {
    /** The default privileges are for objects that one role makes, and end with the role. */
    ENDED,
    /** The other role gets the same default privileges, for objects that the other role makes. */
    MOVED;

    /** The default privileges of the givers. */
    static final String RELATION = """
            default_privileges AS NOT MATERIALIZED (
                SELECT defaclrole AS maker, defaclacl AS acl,
                       CASE defaclnamespace WHEN 0 THEN '' ELSE 'IN SCHEMA ' || defaclnamespace::regnamespace END
                           AS place,
                       CASE defaclnamespace WHEN 0 THEN
                            acldefault(CASE defaclobjtype WHEN 'S' THEN 's' ELSE defaclobjtype END, defaclrole) END
                                AS built_in,
                       CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                            WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind
                FROM pg_default_acl JOIN giver ON giver.id = defaclrole AND NOT maintains
            )""";

    /**
     * Resets the default privileges of the givers to the privileges that are built in, because default privileges are
     * for objects that one role makes.
     */
    static final String END = """
            SELECT step, format('ALTER DEFAULT PRIVILEGES FOR ROLE %s %s %s ALL ON %s %s %s', name, place, verb, kind,
                preposition,
                                CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
            FROM default_privileges JOIN giver ON giver.id = maker, LATERAL (
                SELECT 3, 'REVOKE', 'FROM', grantee FROM aclexplode(acl)
                UNION SELECT 4, 'GRANT', 'TO', grantee FROM aclexplode(built_in)) AS change (step, verb, preposition,
                    grantee)""";

    /** Gives the taker the same default privileges for objects that the taker makes, if the taker is to get them. */
    static final String MOVE = """
            SELECT 2, format('ALTER DEFAULT PRIVILEGES FOR ROLE %s %s %s %s ON %s %s %s%s', taker.name, place, verb,
                privileges, kind,
                             preposition, CASE grantee WHEN 0 THEN 'PUBLIC'
                                 WHEN maker THEN taker.name ELSE grantee::regrole::text END,
                             grant_option)
            FROM taker, default_privileges, LATERAL (
                SELECT 'GRANT', 'TO', grantee, string_agg(privilege_type, ', '),
                       CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
                FROM aclexplode(acl) GROUP BY grantee, is_grantable
                UNION ALL
                SELECT 'REVOKE', 'FROM', grantee, string_agg(privilege_type, ', '), ''
                FROM (SELECT grantee, privilege_type FROM aclexplode(built_in)
                      EXCEPT SELECT grantee, privilege_type FROM aclexplode(acl)) AS gone
                GROUP BY grantee) AS change (verb, preposition, grantee, privileges, grant_option)
            WHERE takes_default_privileges""";
}
