package org.dayfly.protocol;

import org.slf4j.event.Level;

/**
 * Why a client is refused: the cause of a {@link ClientError}, which one SQLSTATE does not always tell. Code decides by
 * kind what to do next, and the kind sets the log level.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, appendix A</a>
 */
public enum ErrorKind {
    /** The client sent something that is malformed, unknown or not supported. */
    CLIENT_MISTAKE(Level.INFO),

    /** The client may not have what it asks for, or has not proven who it is. */
    REFUSED(Level.INFO),

    /** A limit of dayfly or of the server is reached. */
    OVER_LIMIT(Level.INFO),

    /** The database exists, but its present state allows no session, copy or command. */
    NOT_READY(Level.INFO),

    /** The database does not exist, or is out of service. */
    GONE(Level.INFO),

    /** The server takes no new databases, because an operator drains it. */
    DRAINING(Level.INFO),

    /** This proxy does not know where the databases of keys are, because others use the server with more servers. */
    OUT_OF_STEP(Level.WARN),

    /** The client only asked whether dayfly works, and dayfly does. */
    HEALTH_CHECK(Level.DEBUG),

    /** dayfly is shutting down. */
    SHUTDOWN(Level.INFO),

    /** The server cannot be reached, is starting or is shutting down. */
    SERVER_UNREACHABLE(Level.WARN),

    /** The server was reached, but failed to do what dayfly needs for the client. */
    SERVER_FAILED(Level.WARN),

    /** dayfly itself failed: a bug. */
    INTERNAL(Level.ERROR);

    private final Level level;

    ErrorKind(Level level) {
        this.level = level;
    }

    /**
     * The kind of an error that a server sends while dayfly logs in there for a client. The role, its password and the
     * name of the database are dayfly's. The other parameters are the client's, so every error that is not listed here
     * counts as the client's mistake.
     */
    static ErrorKind ofServer(String sqlState) {
        return switch (sqlState) {
            // admin_shutdown, crash_shutdown, cannot_connect_now
            case "57P01", "57P02", "57P03" -> SERVER_UNREACHABLE;
            // too_many_connections, configuration_limit_exceeded
            case "53300", "53400" -> OVER_LIMIT;
            default -> ofServerClass(sqlState.length() == 5 ? sqlState.substring(0, 2) : "");
        };
    }

    private static ErrorKind ofServerClass(String sqlStateClass) {
        return switch (sqlStateClass) {
            // invalid authorization specification
            case "28" -> REFUSED;
            // invalid catalog name
            case "3D" -> GONE;
            // object not in prerequisite state: the database takes no sessions
            case "55" -> NOT_READY;
            // insufficient resources, system error, internal error; no SQLSTATE at all
            case "53", "58", "XX", "" -> SERVER_FAILED;
            default -> CLIENT_MISTAKE;
        };
    }

    /** The level of the log line about a client that gets no session. */
    public Level level() {
        return level;
    }

    /** Whether the log line has the stack trace: only a bug needs it. */
    public boolean hasStackTrace() {
        return this == INTERNAL;
    }
}
