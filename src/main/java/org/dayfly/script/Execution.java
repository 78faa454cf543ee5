package org.dayfly.script;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.script.parse.ScriptFailure;
import org.dayfly.script.parse.ScriptStep;
import org.dayfly.sql.Verbatim;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Carries out the verdict on one step of a script, in the script's session. Used by one thread. */
record Execution(Path file, ScriptStep step, BaseConnection session, Optional<LentRole> lender, PassedOver passedOver)
        implements Verdict.Visitor<Boolean, ScriptFailure> {
    private static final int CHUNK = 1 << 16;

    private interface Work {
        void run() throws SQLException, IOException;
    }

    @Override
    public Boolean run(String sql) throws ScriptFailure {
        return attempt(() -> {
            if (step.data().isPresent()) {
                new CopyManager(session).copyIn(sql, step.data().get().inUtf8(), CHUNK);
            } else {
                Verbatim.execute(sql, session);
            }
        });
    }

    @Override
    public Boolean runWithLentRole() throws ScriptFailure {
        return lender.isEmpty() ? run(step.sql()) : attempt(() -> lender.get().run(step, session));
    }

    @Override
    public Boolean passOver(String what) throws ScriptFailure {
        passedOver.add(what);
        // In psql, \connect begins a new session. DISCARD ALL resets this session in the same way.
        boolean begins = step.connects() && session.getTransactionState() == TransactionState.IDLE;
        return !begins || attempt(() -> Verbatim.execute("DISCARD ALL", session));
    }

    @Override
    public Boolean refuse(String why) throws ScriptFailure {
        throw ScriptFailure.at(file, step.line(), why);
    }

    private boolean attempt(Work work) throws ScriptFailure {
        try {
            work.run();
            return true;
        } catch (SQLException e) {
            throw new StepFailure(step, e).in(file);
        } catch (IOException e) {
            throw ScriptFailure.unreadable(file, e);
        }
    }
}
