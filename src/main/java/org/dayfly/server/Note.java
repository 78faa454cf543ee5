package org.dayfly.server;

/**
 * The text that says what a database is for, as a client or an administrator wrote it. The text is shown in terminals,
 * so a character that controls a terminal is none of its characters.
 */
public final class Note {
    /** The most characters of a note. */
    public static final int MOST = 200;

    private static final String REPLACEMENT = "\ufffd";

    private Note() {}

    /** Whether a text can be a note as it is. */
    public static boolean isFit(String text) {
        return text.codePointCount(0, text.length()) <= MOST
                && text.codePoints().noneMatch(Note::controls);
    }

    /** The first characters of a text, with another character in the place of each that a note cannot have. */
    public static String of(String text) {
        StringBuilder note = new StringBuilder();
        text.codePoints().limit(MOST).forEach(each -> {
            if (controls(each)) {
                note.append(REPLACEMENT);
            } else {
                note.appendCodePoint(each);
            }
        });
        return note.toString();
    }

    /** Whether a character ends a line, controls a terminal, or changes the direction of the text behind it. */
    private static boolean controls(int character) {
        if (Character.isISOControl(character)) {
            return true;
        }
        return switch (Character.getType(character)) {
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default ->
                switch (Character.getDirectionality(character)) {
                    case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                            Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                            Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                            Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                            Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                            Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                            Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                            Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                            Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE -> true;
                    default -> false;
                };
        };
    }
}
