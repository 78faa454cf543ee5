package org.dayfly.script;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dayfly.script.parse.Token;

/**
 * The roles that a GRANT or a REVOKE names, and their position in the statement.
 *
 * @param first the index of the first token of the list
 * @param end the index of the token after the list
 */
record RoleList(List<Token> roles, int first, int end) {
    private static final Set<String> ALWAYS_THERE = Set.of("public", "current_user", "current_role", "session_user");

    /**
     * Reads the list of roles.
     *
     * @param from the index of the token after TO or FROM
     */
    static RoleList at(List<Token> tokens, int from) {
        List<Token> roles = new ArrayList<>();
        int at = from;
        while (at < tokens.size()) {
            if (tokens.get(at).isWord("group")) {
                at++;
            }
            if (at == tokens.size() || !tokens.get(at).isName()) {
                break;
            }
            roles.add(tokens.get(at++));
            if (at == tokens.size() || !tokens.get(at).is(',')) {
                break;
            }
            at++;
        }
        return new RoleList(roles, from, at);
    }

    /** The roles of the list that the server has. */
    List<Token> there(ServerFacts server) throws SQLException {
        List<Token> there = new ArrayList<>();
        for (Token role : roles) {
            if ((role.kind() == Token.Kind.WORD && ALWAYS_THERE.contains(role.text())) || server.hasRole(role.text())) {
                there.add(role);
            }
        }
        return there;
    }

    /** The statement with only these roles in the list. */
    String reduced(String sql, List<Token> tokens, List<Token> kept) {
        String list = String.join(
                ", ",
                kept.stream()
                        .map(role -> sql.substring(role.start(), role.end()))
                        .toList());
        return sql.substring(0, tokens.get(first).start())
                + list
                + sql.substring(tokens.get(end - 1).end());
    }
}
