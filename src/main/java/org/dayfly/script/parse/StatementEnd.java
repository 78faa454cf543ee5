package org.dayfly.script.parse;

/** Where the reader stopped. */
enum StatementEnd {
    /** The semicolon has been read, and is not part of the text. */
    SEMICOLON,
    /** The backslash is the next character to read. */
    BACKSLASH,
    END
}
