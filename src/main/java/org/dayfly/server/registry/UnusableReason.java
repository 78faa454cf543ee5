package org.dayfly.server.registry;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dayfly.sql.SqlFailure;

/** The reason why dayfly cannot start on a server, with the next step for the operator. */
final class UnusableReason {
    /** Next steps by SQLSTATE. */
    private static final Map<String, String> BY_STATE = Map.of(
            "28P01", "give the right password in servers, in PGPASSWORD or in the password file",
            "28000", "let the server accept dayfly's role from this host (pg_hba.conf)",
            "53300", "raise max_connections on the server, or end sessions there",
            "57P03", "try again in a moment",
            "08P01", "check that a PostgreSQL server listens at this address and port, and no other program",
            "08004", "check sslmode in the URL");

    /** Messages that are the same for all versions, but have no SQLSTATE of their own. */
    private static final Map<Pattern, String> BY_WORDS = Map.of(
            // PostgreSQL supports all startup parameters that dayfly sends. So a connection pooler sent this error.
            Pattern.compile("unsupported startup parameter"),
            "this message is from a connection pooler, " + ServerCheck.POOLER_ADVICE,
            Pattern.compile("could not load library|could not access file"),
            "a library of the server is damaged or missing: install the server again, or, if it is the embedded server,"
                    + " delete the folder postgresql-… in this message, and dayfly unpacks it again");

    private UnusableReason() {}

    /** One sentence. */
    static String of(Exception failure) {
        Throwable cause = failure instanceof PoolInitializationException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        String why = cause instanceof SQLException e ? SqlFailure.line(e) : String.valueOf(cause.getMessage());
        return why + advice(why, cause).map(step -> "; " + step).orElse("");
    }

    private static Optional<String> advice(String why, Throwable cause) {
        return BY_WORDS.entrySet().stream()
                .filter(each -> each.getKey().matcher(why).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> cause instanceof SQLException e && e.getSQLState() != null
                        ? Optional.ofNullable(BY_STATE.get(e.getSQLState()))
                        : Optional.empty());
    }
}
