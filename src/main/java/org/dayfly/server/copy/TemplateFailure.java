package org.dayfly.server.copy;

import java.util.Optional;
import org.dayfly.cluster.ExtensionAdvice;
import org.dayfly.cluster.ExtensionProblem;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.script.parse.ScriptFailure;

/**
 * The reason why a template could not be made. A client sees the reason only if the reason is an extension that the
 * server lacks: other messages of the server may have data of the template.
 *
 * @param line the reason in one line, for the log
 * @param extension the problem with an extension, if this is the reason
 */
record TemplateFailure(String line, Optional<ExtensionProblem> extension) {
    static final TemplateFailure UNKNOWN = new TemplateFailure("", Optional.empty());

    /** The failure of a script, or of a statement of dayfly. */
    static TemplateFailure of(Exception e, ExtensionAdvice advice) {
        String said = String.valueOf(e.getMessage());
        String line = said.replaceAll("\\s*\\R\\s*", "; ");
        Optional<ExtensionProblem> extension = advice.on(said);
        // The message about a script begins with the file and the line.
        boolean ofScript = e instanceof ScriptFailure || e.getCause() instanceof ScriptFailure;
        return new TemplateFailure(
                extension
                        .map(problem -> ofScript ? line + "; " + problem.step() : problem.line())
                        .orElse(line),
                extension);
    }

    /** @param what the sentence that the reason is added to */
    ClientError forClient(String what) {
        return extension
                .map(problem -> ClientError.of(SqlState.SYSTEM_ERROR, what + ": " + problem.message())
                        .withHint(problem.step()))
                .orElseGet(() -> ClientError.of(SqlState.SYSTEM_ERROR, what)
                        .withHint("the log of dayfly says why; correct the cause and send SIGHUP"));
    }
}
