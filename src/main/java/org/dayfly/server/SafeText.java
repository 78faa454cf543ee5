package org.dayfly.server;

/**
 * A text of a client on one line of a terminal. A character that controls a terminal is none of its characters.
 */
public final class SafeText {
    private static final String REPLACEMENT = "\ufffd";
    private static final String CUT = "…";

    private SafeText() {}

    /** The text on one line: blanks in the place of white space, and not more than so many characters. */
    public static String line(String text, int most) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= most
                ? first(line, most)
                : first(line, most - 1).stripTrailing() + CUT;
    }

    /** The first characters, with another character in the place of each that controls a terminal. */
    static String first(String text, int most) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().limit(most).forEach(each -> {
            if (controls(each)) {
                safe.append(REPLACEMENT);
            } else {
                safe.appendCodePoint(each);
            }
        });
        return safe.toString();
    }

    /** Whether a character ends a line, controls a terminal, or changes the direction of the text behind it. */
    static boolean controls(int character) {
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
