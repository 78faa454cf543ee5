package org.dayfly.script.parse;

/**
 * The classes of characters in SQL. Bytes above 127 belong to words.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/REL_18_STABLE/src/fe_utils/psqlscan.l">psqlscan.l</a>
 */
final class Lexical {
    private Lexical() {}

    static boolean isSpace(int character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }

    static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    static boolean isWordStart(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || character == '_'
                || character > 127;
    }

    static boolean isWordPart(int character) {
        return isWordStart(character) || isDigit(character);
    }
}
