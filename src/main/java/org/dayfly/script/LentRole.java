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
 * <p>The script's role is made a member of the maintenance role for as long as its session takes to SET ROLE, and
 * inherits nothing: whatever else runs as the script's role meanwhile, as the functions of an index in autovacuum, may
 * not SET ROLE and gains nothing. Its connection limit of one keeps other sessions out. Event triggers are off while
 * the statement runs, and what it made belongs to the script's role before the session is that role again: no function
 * is left that runs as a superuser.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-set-role.html">PostgreSQL, SET ROLE</a>
 */
public final class LentRole {
    private static final TokenPattern OF_EVENT_TRIGGERS = TokenPattern.of("create|alter|drop event trigger");
    private static final TokenPattern CREATES = TokenPattern.of("create");
    private static final Query<String> PATH = new Query<>("SHOW search_path", row -> row.getString(1));

    /** An access method that is not cached, in a catalog that no statement has locked. */
    private static final String LOOK = "SELECT pg_catalog.pg_describe_object(2601, %d, 0)";

    private static final String SAFE_PATH = "pg_catalog, pg_temp";

    /** What the maker of an extension may use, and the script's role has to: its tables are filled from dumps. */
    private static final Query<String> GRANTS = new Query<>("""
            SELECT format('GRANT ALL ON %s %s TO %I', CASE WHEN relkind = 'S' THEN 'SEQUENCE' WHEN relkind <> '' THEN 'TABLE'
                          ELSE 'SCHEMA' END, (pg_identify_object(classid, objid, 0)).identity, asked.role)
            FROM (SELECT ?::text) AS asked (role), pg_depend
                 LEFT JOIN pg_class c ON classid = 'pg_class'::regclass AND c.oid = objid AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
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
     * @param maintenance a superuser's connection to the same database
     * @param lender the superuser
     * @param borrower the script's role
     * @param optionsOfGrants whether GRANT takes WITH INHERIT
     */
    public LentRole(Connection maintenance, String lender, String borrower, boolean optionsOfGrants) {
        this.maintenance = maintenance;
        this.lender = lender;
        this.borrower = borrower;
        this.optionsOfGrants = optionsOfGrants;
    }

    /** Lets the script's role use what extensions have made so far. */
    public void open() throws SQLException {
        runAll(GRANTS.all(maintenance, borrower, borrower), maintenance.unwrap(BaseConnection.class));
    }

    /** Runs a statement in the script's session, which may be in a transaction of its own. */
    void run(ScriptStep step, BaseConnection session) throws SQLException {
        lend();
        // In a transaction, the session hears of the grant only when it takes a lock: it looks for what is not there.
        Verbatim.execute(LOOK.formatted(++looks), session);
        try {
            Verbatim.execute("SET ROLE " + Quoted.identifier(lender), session);
        } finally {
            takeBack();
        }
        // These fire no event triggers.
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

    /** For a moment: whoever inherits is told to inherit nothing where a grant by itself can't say so. */
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

    /** Asks as the superuser in a session where the script may have put operators of its own before PostgreSQL's. */
    private static <T> T ofSafePath(BaseConnection session, Asking<T> asking) throws SQLException {
        String path = PATH.first(session).orElse("");
        search(SAFE_PATH, session);
        T answer = asking.ask();
        search(path, session);
        return answer;
    }

    private static void search(String path, BaseConnection session) throws SQLException {
        // What a transaction of the script's sets for itself alone ends with it.
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
