package org.dayfly.script;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.dayfly.script.parse.ScriptStep;
import org.dayfly.script.parse.Token;
import org.dayfly.script.parse.TokenPattern;

/**
 * Decides about statements that name roles or owners.
 *
 * <p>Rights for roles that the server does not have are skipped. If a statement lists several roles, the roles that
 * exist get their rights.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-grant.html">PostgreSQL, GRANT</a>
 */
final class RightsRules {
    private static final TokenPattern OTHERS_DEFAULTS = TokenPattern.of("alter default privileges ... for role|user");
    private static final TokenPattern OWN_DEFAULTS =
            TokenPattern.of("alter default privileges ... for role|user current_user|current_role|session_user");
    private static final TokenPattern DEFAULTS = TokenPattern.of("alter default privileges");
    private static final TokenPattern RIGHTS = TokenPattern.of("grant|revoke");
    private static final TokenPattern ON_OBJECT = TokenPattern.of("grant|revoke ... on");
    private static final TokenPattern ON_OTHERS = TokenPattern.of("grant|revoke ... on database|tablespace|parameter");
    private static final TokenPattern ON_CATALOG =
            TokenPattern.of("grant|revoke ... on ... pg_catalog|information_schema");
    private static final TokenPattern ON_SUPERUSERS =
            TokenPattern.of("grant|revoke ... on language|foreign ... to|from");
    private static final TokenPattern ON_SERVER = TokenPattern.of("grant|revoke ... on foreign server");
    private static final TokenPattern MAPPING = TokenPattern.of("create|alter|drop user mapping");
    private static final TokenPattern OWNER = TokenPattern.of("alter ... owner to");
    private static final TokenPattern RENAMED_OWNER =
            TokenPattern.of("alter ... rename [column|attribute|constraint] owner to");
    private static final TokenPattern SEVERAL = TokenPattern.of("alter ... ,");
    private static final TokenPattern SCHEMA = TokenPattern.of("create schema ... authorization _");

    private RightsRules() {}

    /** The verdict on a statement about roles or owners. Empty for every other statement. */
    static Optional<Verdict> verdict(ScriptStep step, ServerFacts server) throws SQLException {
        List<Token> tokens = step.tokens();
        if (OTHERS_DEFAULTS.matches(tokens) && !OWN_DEFAULTS.matches(tokens)) {
            return passOver("default rights of other roles");
        }
        if (DEFAULTS.matches(tokens)) {
            return Optional.of(rights(step, server, false));
        }
        if (RIGHTS.matches(tokens)) {
            if (!ON_OBJECT.matches(tokens)) {
                return passOver("memberships of roles");
            } else if (ON_OTHERS.matches(tokens)) {
                return passOver("rights on objects outside the database");
            } else if (ON_CATALOG.matches(tokens)) {
                return passOver("rights on the system's own objects");
            }
            return Optional.of(rights(step, server, ON_SUPERUSERS.matches(tokens) && !ON_SERVER.matches(tokens)));
        }
        if (MAPPING.matches(tokens)) {
            return mapping(tokens, server);
        }
        if (OWNER.matches(tokens) && !RENAMED_OWNER.matches(tokens) && !SEVERAL.matches(tokens)) {
            return passOver("owners");
        }
        return SCHEMA.matches(tokens) ? schema(step) : Optional.empty();
    }

    private static Optional<Verdict> passOver(String what) {
        return Optional.of(new Verdict.PassOver(what));
    }

    private static Verdict rights(ScriptStep step, ServerFacts server, boolean lent) throws SQLException {
        List<Token> tokens = step.tokens();
        RoleList list = RoleList.at(tokens, afterLast(tokens, "to", "from"));
        List<Token> there = list.there(server);
        if (there.isEmpty() && !list.roles().isEmpty()) {
            return new Verdict.PassOver(
                    "rights of missing role " + list.roles().get(0).text());
        } else if (lent) {
            return new Verdict.RunWithLentRole();
        }
        return new Verdict.Run(
                there.size() == list.roles().size() ? step.sql() : list.reduced(step.sql(), tokens, there));
    }

    /** The index of the token after the last of these words outside parentheses. */
    private static int afterLast(List<Token> tokens, String... words) {
        int depth = 0;
        int after = tokens.size();
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
            if (depth == 0 && List.of(words).stream().anyMatch(token::isWord)) {
                after = at + 1;
            }
        }
        return after;
    }

    private static Optional<Verdict> mapping(List<Token> tokens, ServerFacts server) throws SQLException {
        RoleList role = RoleList.at(tokens, afterLast(tokens, "for"));
        // CREATE USER MAPPING FOR USER means the current user.
        boolean own = role.roles().stream().anyMatch(token -> token.isWord("user"));
        return own || !role.there(server).isEmpty()
                ? Optional.empty()
                : passOver("user mappings of missing role "
                        + role.roles().stream().map(Token::text).findFirst().orElse("?"));
    }

    /** Removes AUTHORIZATION from CREATE SCHEMA, so that the role that makes the schema owns the schema. */
    private static Optional<Verdict> schema(ScriptStep step) {
        List<Token> tokens = step.tokens();
        int role = afterLast(tokens, "authorization");
        Token name = tokens.get(role);
        boolean nameless =
                tokens.get(role - 2).isWord("schema") || tokens.get(role - 2).isWord("exists");
        String kept = nameless ? step.sql().substring(name.start(), name.end()) : "";
        return Optional.of(new Verdict.Run(
                step.sql().substring(0, tokens.get(role - 1).start())
                        + kept
                        + step.sql().substring(name.end())));
    }
}
