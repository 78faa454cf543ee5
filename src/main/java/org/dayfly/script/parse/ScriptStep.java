package org.dayfly.script.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement of a script, or a {@code \connect}.
 *
 * @param line the line that the statement begins on, from 1
 * @param sql the statement without the semicolon
 * @param data the data of {@code COPY … FROM stdin}, to be read before the next step
 * @param tokens all tokens of the statement, or enough of them to recognise the statement
 */
public record ScriptStep(int line, String sql, Optional<CopyData> data, List<Token> tokens) {
    private static final String CONNECT = "\\connect";
    private static final Pattern ARGUMENT = Pattern.compile("\"((?:[^\"]|\"\")*)\"|'((?:[^']|'')*)'|(\\S+)");

    /** A {@code \connect}. The tokens are the command and its arguments. */
    static ScriptStep connect(int line, String arguments) {
        List<Token> tokens = new ArrayList<>();
        tokens.add(new Token(Token.Kind.WORD, CONNECT, 0, CONNECT.length()));
        Matcher matcher = ARGUMENT.matcher(arguments);
        while (matcher.find()) {
            String text = matcher.group(1) != null
                    ? matcher.group(1).replace("\"\"", "\"")
                    : matcher.group(2) != null ? matcher.group(2).replace("''", "'") : matcher.group(3);
            tokens.add(new Token(Token.Kind.STRING, text, matcher.start(), matcher.end()));
        }
        return new ScriptStep(line, CONNECT + arguments, Optional.empty(), List.copyOf(tokens));
    }

    /** Whether this step is a {@code \connect}. */
    public boolean connects() {
        return !tokens.isEmpty() && tokens.get(0).isWord(CONNECT);
    }

    /**
     * The line of the script that an error is on.
     *
     * @param position the position of a character in the statement, from 1, as PostgreSQL counts
     */
    public int lineOf(int position) {
        int before = Math.min(position - 1, sql.codePointCount(0, sql.length()));
        return line + StatementText.lineEnds(sql.substring(0, sql.offsetByCodePoints(0, before)));
    }
}
