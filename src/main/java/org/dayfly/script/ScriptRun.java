package org.dayfly.script;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.dayfly.script.parse.Script;
import org.dayfly.script.parse.ScriptFailure;
import org.dayfly.script.parse.ScriptStep;
import org.dayfly.sql.Verbatim;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs files of SQL on a connection, pg_dump's too, as {@code psql -v ON_ERROR_STOP=1 -f} would: each statement by
 * itself as it is written, each committed at once unless the file says BEGIN, and the first failure is the end.
 *
 * <p>All files are read to their end and judged before the first statement of the first one is run; what they hold that
 * is none of a database's business is passed over, or is the reason to run nothing.
 *
 * <p>The connection is for this alone. Each file begins with the session's own settings, whatever {@code search_path}
 * the file before left behind, and after the last one the connection is as it was ({@code DISCARD ALL}). After a
 * failure the connection has to be closed: nothing is put back then, and a transaction may be open.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-discard.html">PostgreSQL, DISCARD</a>
 */
public final class ScriptRun {
    private static final Logger log = LoggerFactory.getLogger(ScriptRun.class);

    private final Connection connection;
    private final ScriptProgress progress;
    private final ServerFacts server;
    private final Optional<LentRole> lender;

    /** By the rights of the connection's own role alone. */
    public ScriptRun(Connection connection) {
        this(connection, new ServerFacts(connection, false), Optional.empty());
    }

    /** @param lender runs what only a superuser may run, where there is one */
    public ScriptRun(Connection connection, ServerFacts server, Optional<LentRole> lender) {
        this(connection, server, lender, new ScriptProgress(System::nanoTime, log::info));
    }

    public ScriptRun(Connection connection, ServerFacts server, Optional<LentRole> lender, ScriptProgress progress) {
        this.connection = connection;
        this.server = server;
        this.lender = lender;
        this.progress = progress;
    }

    /** Runs files, one after the other. */
    public void run(List<Path> files) throws ScriptFailure {
        for (Path file : files) {
            judge(file);
        }
        for (Path file : files) {
            runJudged(file);
        }
    }

    private void judge(Path file) throws ScriptFailure {
        try (InputStream in = Files.newInputStream(file)) {
            ScriptJudge judge = new ScriptJudge(server, plainStrings());
            try (Script script = Script.of(file, in, judge::plainStrings)) {
                for (Optional<ScriptStep> step = script.next(); step.isPresent(); step = script.next()) {
                    judge.judge(step.get()).visit(new Refusal(file, step.get()));
                }
            }
        } catch (IOException e) {
            throw ScriptFailure.unreadable(file, e);
        } catch (SQLException e) {
            throw ScriptFailure.of(file, "cannot be run: " + e.getMessage(), e);
        }
    }

    private boolean plainStrings() throws SQLException {
        return connection.unwrap(BaseConnection.class).getStandardConformingStrings();
    }

    private void runJudged(Path file) throws ScriptFailure {
        try {
            BaseConnection session = connection.unwrap(BaseConnection.class);
            int timeout = session.getNetworkTimeout();
            // An index may take longer to build than any answer that dayfly waits for elsewhere.
            session.setNetworkTimeout(Runnable::run, 0);
            Verbatim.execute("SET search_path = \"$user\", public", session);
            runSteps(file, session);
            Verbatim.execute("DISCARD ALL", session);
            session.setNetworkTimeout(Runnable::run, timeout);
        } catch (IOException e) {
            throw ScriptFailure.unreadable(file, e);
        } catch (SQLException e) {
            throw ScriptFailure.of(file, "cannot be run: " + e.getMessage(), e);
        }
    }

    private void runSteps(Path file, BaseConnection session) throws IOException, SQLException, ScriptFailure {
        QueryExecutor executor = session.getQueryExecutor();
        // Once more, now that the server says how strings are to be read: nothing is run that was not judged.
        ScriptJudge judge = new ScriptJudge(server, plainStrings());
        PassedOver passedOver = new PassedOver();
        try (InputStream in = progress.of(file, Files.size(file), Files.newInputStream(file));
                Script script = Script.of(file, in, executor::getStandardConformingStrings)) {
            int begin = 0;
            for (Optional<ScriptStep> step = script.next(); step.isPresent(); step = script.next()) {
                judge.judge(step.get()).visit(new Execution(file, step.get(), session, lender, passedOver));
                boolean open = executor.getTransactionState() != TransactionState.IDLE;
                begin = !open ? 0 : begin == 0 ? step.get().line() : begin;
            }
            if (begin > 0) {
                throw ScriptFailure.at(
                        file, begin, "the transaction that begins here does not end, so nothing is kept; add COMMIT");
            }
        }
        passedOver.summary().ifPresent(summary -> log.info("{}: {}", file, summary));
    }
}
