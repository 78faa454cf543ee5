package org.dayfly.script;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dayfly.script.parse.ScriptStep;
import org.dayfly.script.parse.Token;
import org.dayfly.script.parse.TokenPattern;

/** Decides which routines are made with lent rights: the routines that PostgreSQL lets only a superuser make. */
final class RoutineRules {
    private static final TokenPattern ROUTINE = TokenPattern.of("create [or] [replace] function|procedure");
    private static final TokenPattern ALTERED =
            TokenPattern.of("alter function|procedure|routine ... leakproof|support");
    private static final TokenPattern NOT_LEAKPROOF =
            TokenPattern.of("alter function|procedure|routine ... not leakproof $");
    private static final TokenPattern LEAKPROOF = TokenPattern.of("create ... leakproof");
    private static final TokenPattern AGGREGATE = TokenPattern.of("create [or] [replace] aggregate");

    /** Languages of PostgreSQL and of well-known extensions in which every role may write functions. */
    private static final Set<String> TRUSTED_LANGUAGES = Set.of("sql", "plpgsql", "plperl", "pltcl", "plv8", "plrust");

    private RoutineRules() {}

    /**
     * The verdict on a statement that makes or alters a routine that only a superuser may make. Empty for other
     * statements.
     */
    static Optional<Verdict> verdict(ScriptStep step, ServerFacts server) throws SQLException {
        List<Token> tokens = step.tokens();
        boolean lent = ALTERED.matches(tokens) && !NOT_LEAKPROOF.matches(tokens);
        if (AGGREGATE.matches(tokens)) {
            lent = tokens.stream().anyMatch(token -> token.isWord("internal"));
        } else if (ROUTINE.matches(tokens)) {
            lent = needsSuperuser(tokens, server);
        }
        return lent ? Optional.of(new Verdict.RunWithLentRole()) : Optional.empty();
    }

    private static boolean needsSuperuser(List<Token> tokens, ServerFacts server) throws SQLException {
        String language = textAfter("language", tokens).toLowerCase(Locale.ROOT);
        return switch (language) {
            case "c" -> isOfTheServersLibraries(textAfter("as", tokens));
            case "internal" -> server.opensToAll(textAfter("as", tokens));
            case "" -> false;
            default -> !TRUSTED_LANGUAGES.contains(language) || LEAKPROOF.matches(tokens);
        };
    }

    private static String textAfter(String word, List<Token> tokens) {
        for (int at = 0; at < tokens.size() - 1; at++) {
            Token next = tokens.get(at + 1);
            if (tokens.get(at).isWord(word) && (next.isName() || next.kind() == Token.Kind.STRING)) {
                return next.text();
            }
        }
        return "";
    }

    /** Whether the file is a library of the server. The script itself could have written any other file. */
    private static boolean isOfTheServersLibraries(String file) {
        return !file.replaceFirst("^\\$libdir/", "").contains("/");
    }
}
