package org.dayfly.server.content;

import java.util.OptionalLong;

/**
 * How many rows a table has.
 *
 * @param rows the number; empty: the table could not be counted, and the server has no estimate
 * @param exact whether the rows were counted; if not, the number is the server's estimate
 */
public record RowCount(OptionalLong rows, boolean exact) {
    static RowCount counted(long rows) {
        return new RowCount(OptionalLong.of(rows), true);
    }

    /** @param rows the server's estimate; negative: the server has none */
    static RowCount estimated(long rows) {
        return new RowCount(rows < 0 ? OptionalLong.empty() : OptionalLong.of(rows), false);
    }

    /** The number, with {@code ~} before an estimate; {@code ?} if there is none. */
    @Override
    public String toString() {
        return rows.isEmpty() ? "?" : (exact ? "" : "~") + rows.getAsLong();
    }
}
