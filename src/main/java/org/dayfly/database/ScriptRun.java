package org.dayfly.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs files of SQL on a connection, pg_dump's too, as {@code psql -v ON_ERROR_STOP=1 -f} would: each statement by itself
 * as it is written, each committed at once unless the file says BEGIN, and the first failure is the end.
 *
 * <p>The connection is for this alone. Each file begins with the session's own settings, whatever {@code search_path} or role
 * the file before left behind, and after the last one the connection is as it was ({@code DISCARD ALL}). After a failure
 * whoever opened it must close it: nothing is put back then, and a transaction may be open.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-discard.html">PostgreSQL, DISCARD</a>
 */
final class ScriptRun {
    private static final Logger log = LoggerFactory.getLogger(ScriptRun.class);
    private static final int CHUNK = 1 << 16;

    private final Connection connection;
    private final ScriptProgress progress;

    ScriptRun(Connection connection) {
        this(connection, new ScriptProgress(System::nanoTime, log::info));
    }

    ScriptRun(Connection connection, ScriptProgress progress) {
        this.connection = connection;
        this.progress = progress;
    }

    /** Runs one file. */
    void run(Path file) throws ScriptFailure {
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

    private void runSteps(Path file, BaseConnection session) throws IOException, ScriptFailure {
        QueryExecutor executor = session.getQueryExecutor();
        try (InputStream in = progress.of(file, Files.size(file), Files.newInputStream(file));
                Script script = Script.of(file, in, executor::getStandardConformingStrings)) {
            int begin = 0;
            for (Optional<ScriptStep> step = script.next(); step.isPresent(); step = script.next()) {
                run(step.get(), file, session);
                boolean open = executor.getTransactionState() != TransactionState.IDLE;
                begin = !open ? 0 : begin == 0 ? step.get().line() : begin;
            }
            if (begin > 0) {
                throw ScriptFailure.at(
                        file, begin, "the transaction that begins here does not end, so nothing is kept; add COMMIT");
            }
        }
    }

    private static void run(ScriptStep step, Path file, BaseConnection session) throws IOException, ScriptFailure {
        try {
            if (step.data().isPresent()) {
                new CopyManager(session).copyIn(step.sql(), step.data().get(), CHUNK);
            } else {
                Verbatim.execute(step.sql(), session);
            }
        } catch (SQLException e) {
            throw new StepFailure(step, e).in(file);
        }
    }
}
