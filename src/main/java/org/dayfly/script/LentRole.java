package org.dayfly.script;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.script.parse.ScriptStep;
import org.dayfly.script.parse.TokenPattern;
import org.dayfly.sql.DefaultPrivileges;
import org.dayfly.sql.EventTriggers;
import org.dayfly.sql.Ownership;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;
import org.dayfly.sql.Verbatim;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Runs single statements of a script with the rights of a maintenance role that is a superuser. Used by one thread.
 *
 * <p>The script's role becomes a member of the maintenance role only until its session has run SET ROLE. The script's
 * role inherits no rights from the membership. Other code that runs as the script's role at that time, such as the
 * functions of an index in autovacuum, may not run SET ROLE and so gains no rights. The script's role has a connection
 * limit of one, which keeps other sessions out.
 *
 * <p>Event triggers are off while the statement runs. The objects that the statement makes are given to the script's
 * role before the session becomes the script's role again. So no function is left that runs as a superuser.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-set-role.html">PostgreSQL, SET ROLE</a>
 */
public final class LentRole {
    private static final TokenPattern OF_EVENT_TRIGGERS = TokenPattern.of("create|alter|drop event trigger");
    private static final TokenPattern CREATES = TokenPattern.of("create");
    private static final Query<String> PATH = new Query<>("SHOW search_path", row -> row.getString(1));

    /**
     * Describes an access method that does not exist (2601 is the OID of pg_am). The lookup locks the catalog: no cache
     * holds the access method, and no statement has locked the catalog before.
     */
    private static final String LOOK = "SELECT pg_catalog.pg_describe_object(2601, %d, 0)";

    private static final String SAFE_PATH = "pg_catalog, pg_temp";

    /**
     * Grants the script's role all rights on the objects of extensions, as the maker of an extension has them. The
     * script needs these rights because a dump fills the tables of an extension.
     */
    private static final Query<String> GRANTS = new Query<>("""
            SELECT format('GRANT ALL ON %s %s TO %I',
                CASE WHEN relkind = 'S' THEN 'SEQUENCE' WHEN relkind <> '' THEN 'TABLE'
                          ELSE 'SCHEMA' END, (pg_identify_object(classid, objid, 0)).identity, asked.role)
            FROM (SELECT ?::text) AS asked (role), pg_depend
                 LEFT JOIN pg_class c ON classid = 'pg_class'::regclass AND c.oid = objid
                       AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
                  AND (c.oid IS NOT NULL OR classid = 'pg_namespace'::regclass)
            UNION ALL SELECT format('GRANT USAGE ON FOREIGN DATA WRAPPER %I TO %I', fdwname, asked.role)
            FROM (SELECT ?::text) AS asked (role), pg_foreign_data_wrapper""", row -> row.getString(1));

    private final Connection maintenance;
    private final String lender;
    private final String borrower;
    private final boolean optionsOfGrants;
    private int looks;

    /**
     * Lends the role of one maintenance connection to the role of one script.
     *
     * @param maintenance a superuser's connection to the same database
     * @param lender the superuser
     * @param borrower the script's role
     * @param optionsOfGrants whether the server's GRANT accepts WITH INHERIT
     */
    public LentRole(Connection maintenance, String lender, String borrower, boolean optionsOfGrants) {
        this.maintenance = maintenance;
        this.lender = lender;
        this.borrower = borrower;
        this.optionsOfGrants = optionsOfGrants;
    }

    /** Lets the script's role use the objects that extensions have made so far. */
    public void open() throws SQLException {
        runAll(GRANTS.all(maintenance, borrower, borrower), maintenance.unwrap(BaseConnection.class));
    }

    /** Runs a statement in the script's session, which may be in a transaction of the script. */
    void run(ScriptStep step, BaseConnection session) throws SQLException {
        lend();
        // In a transaction, the session learns of the grant only when it takes a lock. This lookup takes a lock.
        Verbatim.execute(LOOK.formatted(++looks), session);
        try {
            Verbatim.execute("SET ROLE " + Quoted.identifier(lender), session);
        } finally {
            takeBack();
        }
        // Statements about event triggers fire no event triggers.
        EventTriggers triggers = OF_EVENT_TRIGGERS.matches(step.tokens())
                ? EventTriggers.none()
                : ofSafePath(session, () -> EventTriggers.of(session));
        runAll(triggers.off(), session);
        Verbatim.execute(step.sql(), session);
        List<String> after = ofSafePath(session, () -> {
            List<String> statements = new ArrayList<>();
            if (CREATES.matches(step.tokens())) {
                statements.addAll(Ownership.statements(session, List.of(lender), borrower, DefaultPrivileges.ENDED));
                statements.addAll(GRANTS.all(session, borrower, borrower));
            }
            statements.addAll(triggers.on(session));
            return statements;
        });
        runAll(after, session);
        Verbatim.execute("SET ROLE NONE", session);
    }

    /**
     * Grants the membership for a moment. If the server's GRANT has no INHERIT option, the script's role itself is set
     * to NOINHERIT.
     */
    private void lend() throws SQLException {
        String grant = "GRANT " + Quoted.identifier(lender) + " TO " + Quoted.identifier(borrower);
        asLender(
                optionsOfGrants
                        ? grant + " WITH INHERIT FALSE, SET TRUE"
                        : "ALTER ROLE " + Quoted.identifier(borrower) + " NOINHERIT; " + grant);
    }

    private void takeBack() throws SQLException {
        String revoke = "REVOKE " + Quoted.identifier(lender) + " FROM " + Quoted.identifier(borrower);
        asLender(optionsOfGrants ? revoke : revoke + "; ALTER ROLE " + Quoted.identifier(borrower) + " INHERIT");
    }

    private void asLender(String sql) throws SQLException {
        Verbatim.execute(sql, maintenance.unwrap(BaseConnection.class));
    }

    private interface Asking<T> {
        T ask() throws SQLException;
    }

    /** Asks as the superuser with a safe search_path. The script may have put its own operators before PostgreSQL's. */
    private static <T> T ofSafePath(BaseConnection session, Asking<T> asking) throws SQLException {
        String path = PATH.first(session).orElse("");
        search(SAFE_PATH, session);
        T answer = asking.ask();
        search(path, session);
        return answer;
    }

    private static void search(String path, BaseConnection session) throws SQLException {
        // In a transaction the change is local: a search_path that the script set with SET LOCAL must end with the
        // transaction.
        boolean local = session.getTransactionState() != TransactionState.IDLE;
        Verbatim.execute(
                "SELECT pg_catalog.set_config('search_path', " + Quoted.literal(path) + ", " + local + ")", session);
    }

    private static void runAll(List<String> statements, BaseConnection session) throws SQLException {
        for (String statement : statements) {
            Verbatim.execute(statement, session);
        }
    }
}
