package org.dayfly.command;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.dayfly.config.AccessSettings;
import org.dayfly.config.TlsMode;
import org.dayfly.config.value.HostPort;
import org.postgresql.PGConnection;

/** Gets a fresh database as any client does: connects as {@code new}. */
final class FreshDatabase {
    private static final int PATIENCE_SECONDS = 30;

    private FreshDatabase() {}

    /**
     * The URL of a new database. Sends one empty query: a database that was never used is dropped when its session
     * ends.
     */
    static String url(HostPort dayfly, AccessSettings access, TlsMode tls) {
        Properties properties = new Properties();
        properties.setProperty("user", "new");
        access.password().ifPresent(password -> properties.setProperty("password", password.value()));
        properties.setProperty("ApplicationName", "dayfly url");
        properties.setProperty("sslmode", tls == TlsMode.REQUIRE ? "require" : "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", String.valueOf(PATIENCE_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(PATIENCE_SECONDS));
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://" + dayfly + "/", properties)) {
            connection.isValid(PATIENCE_SECONDS);
            return connection.unwrap(PGConnection.class).getParameterStatus("dayfly.url");
        } catch (SQLException e) {
            throw new CommandException(
                    isAbsent(e)
                            ? "no dayfly answers at " + dayfly
                                    + "; start it with dayfly serve, or give the --config and --set"
                                    + " that it was started with"
                            : "dayfly at " + dayfly + " refused a fresh database: " + e.getMessage());
        }
    }

    /** Whether the connection failed (class 08) without an answer from the other side. */
    private static boolean isAbsent(SQLException e) {
        return e.getSQLState() != null
                && e.getSQLState().startsWith("08")
                && !String.valueOf(e.getMessage()).contains("FATAL");
    }
}
