package org.dayfly.server;

/**
 * The text that says what a database is for, as a client or an administrator wrote it. The text is shown in terminals,
 * so a character that controls a terminal is none of its characters.
 */
public final class Note {
    /** The most characters of a note. */
    public static final int MOST = 200;

    private Note() {}

    /** Whether a text can be a note as it is. */
    public static boolean isFit(String text) {
        return text.codePointCount(0, text.length()) <= MOST
                && text.codePoints().noneMatch(SafeText::controls);
    }

    /** The first characters of a text, with another character in the place of each that a note cannot have. */
    public static String of(String text) {
        return SafeText.first(text, MOST);
    }
}
