package org.dayfly.database;

/**
 * How CREATE DATABASE copies its template.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createdatabase.html">PostgreSQL, CREATE DATABASE</a>
 */
public enum CreateStrategy {
    /** What the server does by itself: all that PostgreSQL 14 can. */
    SERVER_DEFAULT(""),
    FILE_COPY(" STRATEGY file_copy"),
    WAL_LOG(" STRATEGY wal_log");

    private final String clause;

    CreateStrategy(String clause) {
        this.clause = clause;
    }

    String clause() {
        return clause;
    }
}
