package org.dayfly.sql;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;

/**
 * Sends statements as they are written, in PostgreSQL's simple query protocol, and discards their rows and notices.
 *
 * <p>A {@link java.sql.Statement} would split the statements again, replace {@code ??}, and keep all rows in memory.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">PostgreSQL, Simple Query</a>
 */
public final class Verbatim {
    private static final int FLAGS =
            QueryExecutor.QUERY_EXECUTE_AS_SIMPLE | QueryExecutor.QUERY_NO_RESULTS | QueryExecutor.QUERY_SUPPRESS_BEGIN;

    private Verbatim() {}

    public static void execute(String sql, BaseConnection connection) throws SQLException {
        QueryExecutor executor = connection.getQueryExecutor();
        executor.execute(
                executor.wrap(List.of(new NativeQuery(sql, SqlCommand.BLANK))), null, new Forgetful(), 0, 0, FLAGS);
    }

    private static final class Forgetful extends ResultHandlerBase {
        @Override
        public void handleWarning(SQLWarning warning) {
            // A statement may send a notice for every row.
        }
    }
}
