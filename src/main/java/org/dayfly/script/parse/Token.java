package org.dayfly.script.parse;

/**
 * A piece of a statement.
 *
 * @param text of a word in lower case; of a quoted identifier or a string what stands in the quotes, cut where it is
 *     long; of
 *     anything else the character itself
 * @param start where it begins in the statement's text
 * @param end where it ends
 */
public record Token(Kind kind, String text, int start, int end) {
    /** What it is to PostgreSQL's lexer. */
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

    /** Whether it can name something: a keyword is told from a name only by where it stands. */
    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_IDENTIFIER;
    }

    Token moved(int newStart, int newEnd) {
        return new Token(kind, text, newStart, newEnd);
    }
}
