package org.dayfly.server.registry;

import java.util.Optional;

/**
 * How CREATE DATABASE copies its template.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createdatabase.html">PostgreSQL, CREATE DATABASE</a>
 */
public enum CreateStrategy {
    /** What the server does by itself: all that PostgreSQL 14 can. */
    SERVER_DEFAULT(""),
    WAL_LOG(" STRATEGY wal_log"),
    FILE_COPY(" STRATEGY file_copy"),
    /** By the file system, which may share the blocks; PostgreSQL 18. */
    FILE_CLONE(" STRATEGY file_copy");

    private static final String METHOD = "SET file_copy_method = ";

    private final String clause;

    CreateStrategy(String clause) {
        this.clause = clause;
    }

    public String clause() {
        return clause;
    }

    /** What is set before; empty: nothing. */
    public Optional<String> setting() {
        return this == FILE_CLONE ? Optional.of(METHOD + "clone") : Optional.empty();
    }
}
