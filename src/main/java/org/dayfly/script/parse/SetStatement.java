package org.dayfly.script.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of {@code SET name TO value, …} or {@code RESET name}.
 *
 * @param name the name of the setting, in lower case
 * @param values the values; empty: the default
 * @param nameEnd the position in the statement's text where the name ends
 * @see <a href="https://www.postgresql.org/docs/current/sql-set.html">PostgreSQL, SET</a>
 */
public record SetStatement(String name, List<String> values, int nameEnd) {
    private static final Set<String> SCOPES = Set.of("session", "local");

    public static Optional<SetStatement> of(List<Token> statement) {
        if (statement.size() < 2) {
            return Optional.empty();
        }
        if (statement.get(0).isWord("reset")) {
            return Optional.of(new SetStatement(
                    lower(statement.get(1)), List.of(), statement.get(1).end()));
        }
        int at = statement.size() > 2 && SCOPES.contains(statement.get(1).text()) ? 2 : 1;
        Token name = statement.get(at);
        if (!statement.get(0).isWord("set") || !name.isName()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (Token token : statement.subList(at + 1, statement.size())) {
            if (token.kind() != Token.Kind.OTHER && !(values.isEmpty() && token.isWord("to"))) {
                values.add(token.text());
            } else if (token.kind() == Token.Kind.OTHER && !token.is('=') && !token.is(',')) {
                // The token is a number.
                values.add(token.text());
            }
        }
        return Optional.of(new SetStatement(lower(name), isDefault(values) ? List.of() : values, name.end()));
    }

    private static boolean isDefault(List<String> values) {
        return values.size() == 1 && values.get(0).equals("default");
    }

    private static String lower(Token token) {
        return token.text().toLowerCase(Locale.ROOT);
    }

    public boolean isDefault() {
        return values.isEmpty();
    }
}
