package org.dayfly.server.registry;

import java.util.Optional;

/**
 * How CREATE DATABASE copies its template.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createdatabase.html">PostgreSQL, CREATE DATABASE</a>
 */
public enum CreateStrategy {
    /** The server's default. PostgreSQL 14 has no other strategy. */
    SERVER_DEFAULT(""),
    WAL_LOG(" STRATEGY wal_log"),
    FILE_COPY(" STRATEGY file_copy"),
    /** The file system clones the files, and the copies may share blocks. Needs PostgreSQL 18. */
    FILE_CLONE(" STRATEGY file_copy");

    private static final String METHOD = "SET file_copy_method = ";

    private final String clause;

    CreateStrategy(String clause) {
        this.clause = clause;
    }

    public String clause() {
        return clause;
    }

    /** The SET statement to run before CREATE DATABASE; empty if there is none. */
    public Optional<String> setting() {
        return this == FILE_CLONE ? Optional.of(METHOD + "clone") : Optional.empty();
    }
}
