package org.dayfly.script;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.dayfly.script.parse.ScriptStep;
import org.dayfly.script.parse.Token;
import org.dayfly.script.parse.TokenPattern;

/**
 * Decides about comments and security labels that a server refuses.
 *
 * <p>These statements are skipped: a copy works without them, and the rest of the file is still useful.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-security-label.html">PostgreSQL, SECURITY LABEL</a>
 */
final class CommentRules {
    private static final TokenPattern LABEL = TokenPattern.of("security label");
    private static final TokenPattern LABEL_OF_PROVIDER = TokenPattern.of("security label for _ on");
    private static final TokenPattern ON_SCHEMA_PUBLIC = TokenPattern.of("comment on schema public is");

    private CommentRules() {}

    /** The verdict on a comment or label that the server refuses. Empty for every other statement. */
    static Optional<Verdict> verdict(ScriptStep step, ServerFacts server) throws SQLException {
        List<Token> tokens = step.tokens();
        if (LABEL.matches(tokens)) {
            String provider = LABEL_OF_PROVIDER.matches(tokens) ? tokens.get(3).text() : ServerFacts.ANY_PROVIDER;
            return server.hasLabelProvider(provider)
                    ? Optional.empty()
                    : Optional.of(new Verdict.PassOver("labels of a security label provider that is not loaded"));
        }
        // Before PostgreSQL 15, schema public belongs to the bootstrap superuser.
        return ON_SCHEMA_PUBLIC.matches(tokens) && !server.lends() && !server.givesPublicToOwner()
                ? Optional.of(new Verdict.PassOver("comments on schema public"))
                : Optional.empty();
    }
}
