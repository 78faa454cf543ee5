package org.dayfly.sql;

import java.sql.SQLException;
import java.util.Set;

/**
 * The error codes of PostgreSQL that dayfly reacts to when a statement fails, by PostgreSQL's names.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, appendix A</a>
 */
public enum ErrorCode {
    INVALID_PARAMETER_VALUE("22023"),
    UNIQUE_VIOLATION("23505"),
    DEPENDENT_OBJECTS_STILL_EXIST("2BP01"),
    INVALID_CATALOG_NAME("3D000"),
    SERIALIZATION_FAILURE("40001"),
    DEADLOCK_DETECTED("40P01"),
    INSUFFICIENT_PRIVILEGE("42501"),
    DUPLICATE_OBJECT("42710"),
    DUPLICATE_DATABASE("42P04"),
    TOO_MANY_CONNECTIONS("53300"),
    OBJECT_NOT_IN_PREREQUISITE_STATE("55000"),
    OBJECT_IN_USE("55006"),
    LOCK_NOT_AVAILABLE("55P03"),
    ADMIN_SHUTDOWN("57P01"),
    CRASH_SHUTDOWN("57P02"),
    CANNOT_CONNECT_NOW("57P03"),
    IDLE_SESSION_TIMEOUT("57P05"),
    UNDEFINED_FILE("58P01"),
    /** Also the code of an operating system error for which PostgreSQL has no code. */
    INTERNAL_ERROR("XX000"),
    DATA_CORRUPTED("XX001"),
    INDEX_CORRUPTED("XX002");

    private final String sqlState;

    ErrorCode(String sqlState) {
        this.sqlState = sqlState;
    }

    /** The five characters of the code. */
    public String sqlState() {
        return sqlState;
    }

    /** Whether a statement failed with this error. */
    public boolean is(SQLException e) {
        return sqlState.equals(e.getSQLState());
    }

    /** Whether a statement failed with one of these errors. */
    public static boolean isIn(Set<ErrorCode> codes, SQLException e) {
        return codes.stream().anyMatch(code -> code.is(e));
    }
}
