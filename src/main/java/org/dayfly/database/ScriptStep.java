package org.dayfly.database;

import java.util.Optional;

/**
 * One statement of a script.
 *
 * @param line that it begins in, from 1
 * @param sql without the semicolon
 * @param data of {@code COPY … FROM stdin}, to be read before the next step
 */
record ScriptStep(int line, String sql, Optional<CopyData> data) {
    /**
     * The script's line that an error is in.
     *
     * @param position of a character in the statement, from 1, as PostgreSQL counts them
     */
    int lineOf(int position) {
        int before = Math.min(position - 1, sql.codePointCount(0, sql.length()));
        return line + StatementText.lineEnds(sql.substring(0, sql.offsetByCodePoints(0, before)));
    }
}
