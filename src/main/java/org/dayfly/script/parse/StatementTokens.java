package org.dayfly.script.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Collects the tokens of one statement: all tokens if the whole statement is judged, otherwise the first few. */
final class StatementTokens {
    private static final Set<String> JUDGED_WHOLE =
            Set.of("create", "alter", "drop", "grant", "revoke", "set", "reset", "copy", "comment", "security");

    private static final int FEW = 8;

    /**
     * The most tokens that are kept. A table of a thousand columns needs fewer tokens. No rule needs the last tokens of
     * a longer statement.
     */
    private static final int MANY = 20_000;

    private static final int LONGEST = 200;

    private final List<Token> tokens = new ArrayList<>();

    /**
     * Adds a token.
     *
     * @param end the position where the token ends; the text is at least that long
     */
    void add(Token.Kind kind, StatementText text, int start, int end) {
        if (tokens.size() < (isJudgedWhole() ? MANY : FEW)) {
            tokens.add(new Token(kind, content(kind, text, start, end), start, end));
        }
    }

    private boolean isJudgedWhole() {
        return tokens.isEmpty() || JUDGED_WHOLE.contains(tokens.get(0).text());
    }

    private static String content(Token.Kind kind, StatementText text, int start, int end) {
        return switch (kind) {
            case WORD -> lowerCase(text.cut(start, Math.min(end, start + LONGEST)));
            case QUOTED_IDENTIFIER ->
                text.cut(start + 1, Math.min(end - 1, start + LONGEST)).replace("\"\"", "\"");
            case STRING -> quoted(text.cut(start, Math.min(end, start + LONGEST)));
            case OTHER -> text.cut(start, end);
        };
    }

    /** The string without its quotes (apostrophes or dollar quotes) and without an E before them. */
    private static String quoted(String string) {
        int opened = string.indexOf('\'');
        String rest = string.substring(opened + 1);
        if (string.startsWith("$")) {
            int second = string.indexOf('$', 1);
            rest = string.substring(second + 1);
            return rest.endsWith(string.substring(0, second + 1))
                    ? rest.substring(0, rest.length() - second - 1)
                    : rest;
        }
        return (rest.endsWith("'") ? rest.substring(0, rest.length() - 1) : rest).replace("''", "'");
    }

    /** Changes only ASCII letters, as PostgreSQL folds keywords. */
    private static String lowerCase(String word) {
        StringBuilder lower = new StringBuilder(word);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            lower.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
        }
        return lower.toString();
    }

    /**
     * The tokens with positions in characters instead of bytes.
     *
     * @param text the text of the statement
     */
    List<Token> in(StatementText text) {
        List<Token> placed = new ArrayList<>(tokens.size());
        int bytes = 0;
        int characters = 0;
        for (Token token : tokens) {
            int start = characters + text.cut(bytes, token.start()).length();
            int end = start + text.cut(token.start(), token.end()).length();
            placed.add(token.moved(start, end));
            bytes = token.end();
            characters = end;
        }
        return List.copyOf(placed);
    }
}
