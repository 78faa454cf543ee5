package org.dayfly.script;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.dayfly.script.parse.ScriptStep;
import org.dayfly.script.parse.Token;
import org.dayfly.script.parse.TokenPattern;

/**
 * Decides which role runs CREATE EXTENSION.
 *
 * <p>The script's role makes a trusted extension and then owns the extension, as the owner of a database does
 * elsewhere. Every other extension needs a superuser.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createextension.html">PostgreSQL, CREATE EXTENSION</a>
 */
final class ExtensionRules {
    private static final TokenPattern CREATE = TokenPattern.of("create extension _");
    private static final TokenPattern CREATE_IF_NOT_EXISTS = TokenPattern.of("create extension if not exists _");
    private static final TokenPattern OF_A_VERSION = TokenPattern.of("create extension ... version");

    private ExtensionRules() {}

    /** The verdict on a statement that makes a trusted extension. Empty for every other statement. */
    static Optional<Verdict> verdict(ScriptStep step, ServerFacts server) throws SQLException {
        List<Token> tokens = step.tokens();
        if (!CREATE.matches(tokens) || OF_A_VERSION.matches(tokens)) {
            return Optional.empty();
        }
        String name = tokens.get(CREATE_IF_NOT_EXISTS.matches(tokens) ? 5 : 2).text();
        return server.trusts(name) ? Optional.of(new Verdict.Run(step.sql())) : Optional.empty();
    }
}
