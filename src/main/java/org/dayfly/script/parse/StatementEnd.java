package org.dayfly.script.parse;

/** What the reading of a statement stopped at. */
enum StatementEnd {
    /** The semicolon was read; it is not part of the text. */
    SEMICOLON,
    /** The backslash is the next character to read. */
    BACKSLASH,
    END
}
