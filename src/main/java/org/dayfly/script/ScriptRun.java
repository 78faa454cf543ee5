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
 * Runs files of SQL on a connection, as {@code psql -v ON_ERROR_STOP=1 -f} does. The files may be dumps of pg_dump.
 *
 * <p>Each statement is sent alone and unchanged. Each statement is committed at once, unless the file says BEGIN. The
 * first failure ends the run.
 *
 * <p>All files are read to their end and judged before the first statement of the first file runs. A statement that is
 * not about the content of the database is skipped, or is the reason to run nothing.
 *
 * <p>The connection is used for nothing else. Each file begins with the session's own settings and with the
 * {@code search_path} {@code "$user", public}. Settings of the file before have no effect. After the last file, the
 * connection is in its first state again ({@code DISCARD ALL}). After a failure the caller must close the connection:
 * nothing is reset then, and a transaction may be open.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-discard.html">PostgreSQL, DISCARD</a>
 */
public final class ScriptRun {
    private static final Logger log = LoggerFactory.getLogger(ScriptRun.class);

    private final Connection connection;
    private final ScriptProgress progress;
    private final ServerFacts server;
    private final Optional<LentRole> lender;

    /** Runs the files with the rights of the connection's own role alone. */
    public ScriptRun(Connection connection) {
        this(connection, new ServerFacts(connection, false), Optional.empty());
    }

    /**
     * Runs the files, and lends a superuser's rights to the statements that need them.
     *
     * @param lender runs statements that only a superuser may run; empty: there is no superuser
     */
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
            // Building an index may take longer than any answer that dayfly waits for elsewhere.
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
        // The steps are judged again, because only now the server tells how strings are read. No step runs that was not
        // judged.
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
