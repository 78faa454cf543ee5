package org.dayfly;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.dayfly.config.AccessSettings;
import org.dayfly.config.HostPort;

/** Makes a database the way any client does: by connecting as {@code new}. */
final class FreshDatabase {
    private FreshDatabase() {}

    /** Its URL; the question for it is also the first use, without which it would be gone as soon as the session is. */
    static String url(HostPort dayfly, AccessSettings access) {
        Properties properties = new Properties();
        properties.setProperty("user", "new");
        access.password().ifPresent(password -> properties.setProperty("password", password.value()));
        properties.setProperty("ApplicationName", "dayfly url");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "30");
        properties.setProperty("socketTimeout", "30");
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://" + dayfly + "/", properties);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SHOW dayfly.url")) {
            answer.next();
            return answer.getString(1);
        } catch (SQLException e) {
            throw new CommandException(
                    isAbsent(e)
                            ? "no dayfly answers at " + dayfly
                                    + "; start it with dayfly serve, or give the --config and --set"
                                    + " that it was started with"
                            : "dayfly at " + dayfly + " refused a fresh database: " + e.getMessage());
        }
    }

    /** Class 08 without a word from the other side. */
    private static boolean isAbsent(SQLException e) {
        return e.getSQLState() != null
                && e.getSQLState().startsWith("08")
                && !String.valueOf(e.getMessage()).contains("FATAL");
    }
}
