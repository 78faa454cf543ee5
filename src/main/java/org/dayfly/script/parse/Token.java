package org.dayfly.script.parse;

/**
 * A token of a statement.
 *
 * @param text a word in lower case; the content of a quoted identifier or a string, cut if it is long; any other token
 *     unchanged
 * @param start the position in the statement's text where the token begins
 * @param end the position where the token ends
 */
public record Token(Kind kind, String text, int start, int end) {
    /** The kind of token in PostgreSQL's lexer. */
    public enum Kind {
        WORD,
        QUOTED_IDENTIFIER,
        STRING,
        OTHER
    }

    public boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    public boolean is(char character) {
        return kind == Kind.OTHER && text.charAt(0) == character;
    }

    /** Whether the token can be a name. Only the position tells a keyword from a name. */
    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_IDENTIFIER;
    }

    Token moved(int newStart, int newEnd) {
        return new Token(kind, text, newStart, newEnd);
    }
}
