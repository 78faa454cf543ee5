package org.dayfly.script.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A pattern for statements, written in words. Each rule about statements uses such patterns.
 *
 * <p>{@code a|b} matches one of several words. {@code [a|b]} is optional. {@code _} matches any name, and {@code '}
 * matches a string. {@code ...} matches any number of tokens outside parentheses. {@code $} matches the end. Every
 * other word matches itself. A pattern without {@code $} matches the beginning of a statement.
 */
public final class TokenPattern {
    private final String pattern;
    private final List<Part> parts = new ArrayList<>();

    private TokenPattern(String pattern) {
        this.pattern = pattern;
        for (String word : pattern.split(" ", -1)) {
            boolean optional = word.startsWith("[");
            String inner = optional ? word.substring(1, word.length() - 1) : word;
            parts.add(new Part(inner, Set.of(inner.split("\\|", -1)), optional));
        }
    }

    public static TokenPattern of(String pattern) {
        return new TokenPattern(pattern);
    }

    private record Part(String text, Set<String> words, boolean optional) {
        boolean fits(Token token) {
            return switch (text) {
                case "_" -> token.isName();
                case "'" -> token.kind() == Token.Kind.STRING;
                default ->
                    token.kind() != Token.Kind.STRING
                            && token.kind() != Token.Kind.QUOTED_IDENTIFIER
                            && words.contains(token.text());
            };
        }
    }

    public boolean matches(List<Token> tokens) {
        return matches(tokens, 0, 0);
    }

    private boolean matches(List<Token> tokens, int at, int part) {
        if (part == parts.size()) {
            return true;
        }
        Part next = parts.get(part);
        if (next.text().equals("$")) {
            return at == tokens.size();
        }
        if (next.text().equals("...")) {
            return matchesLater(tokens, at, part + 1);
        }
        if (at < tokens.size() && next.fits(tokens.get(at)) && matches(tokens, at + 1, part + 1)) {
            return true;
        }
        return next.optional() && matches(tokens, at, part + 1);
    }

    private boolean matchesLater(List<Token> tokens, int from, int part) {
        int depth = 0;
        for (int at = from; at <= tokens.size(); at++) {
            if (depth == 0 && matches(tokens, at, part)) {
                return true;
            }
            if (at < tokens.size()) {
                depth += tokens.get(at).is('(') ? 1 : tokens.get(at).is(')') ? -1 : 0;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
