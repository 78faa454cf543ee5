package org.dayfly.server.content;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A query of the clients of a database, as pg_stat_statements counts it.
 *
 * @param text the query, with $1 and so on in the place of constants; clients have written the text
 * @param calls how often the query ran
 * @param time how long all runs took together
 * @param rows how many rows all runs returned or changed
 */
public record QueryCount(String text, long calls, Duration time, long rows) {
    static QueryCount of(ResultSet row) throws SQLException {
        return new QueryCount(
                row.getString("query"),
                row.getLong("calls"),
                Duration.ofNanos(Math.round(row.getDouble("total_exec_time") * 1_000_000)),
                row.getLong("rows"));
    }
}
