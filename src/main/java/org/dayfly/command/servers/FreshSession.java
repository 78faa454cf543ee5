package org.dayfly.command.servers;

import java.net.ConnectException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.dayfly.config.AccessSettings;
import org.dayfly.config.TlsMode;
import org.dayfly.config.value.HostPort;
import org.postgresql.PGConnection;

/**
 * A session on a fresh database, or on a fresh whole server, of a dayfly that runs. The command line gets it as any
 * client does.
 */
public final class FreshSession implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final Connection connection;

    private FreshSession(Connection connection) {
        this.connection = connection;
    }

    /** The dayfly to connect to, and how. */
    public record Target(HostPort place, AccessSettings access, TlsMode tls) {}

    /**
     * Opens a session. Sends one empty query: a database that was never used is dropped when its session ends.
     *
     * @param user a magic user, as in new or copy.SOURCE
     * @param options options of dayfly for the session, as in {@code -c dayfly.idle=1min}
     * @throws CommandException if no dayfly answers, or dayfly refuses the session
     */
    public static FreshSession open(Target dayfly, String user, String options) {
        Properties properties = properties(dayfly, user, options);
        dayfly.access().password().ifPresent(password -> properties.setProperty("password", password.value()));
        try {
            FreshSession session = new FreshSession(
                    DriverManager.getConnection("jdbc:postgresql://" + dayfly.place() + "/", properties));
            session.use();
            return session;
        } catch (SQLException e) {
            throw refused(dayfly.place(), e);
        }
    }

    /**
     * Keeps a database that is no longer used, as any client can.
     *
     * @param url the URL of the database, with its password
     * @throws CommandException if dayfly does not answer, or the database is gone
     */
    public static void keep(Target dayfly, String url) {
        Map<String, String> variables = ExecEnvironment.of(url);
        Properties properties = properties(dayfly, String.valueOf(variables.get("PGUSER")), "-c dayfly.after=keep");
        properties.setProperty("password", String.valueOf(variables.get("PGPASSWORD")));
        try {
            DriverManager.getConnection(
                            "jdbc:postgresql://" + dayfly.place() + "/" + variables.get("PGDATABASE"), properties)
                    .close();
        } catch (SQLException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private static Properties properties(Target dayfly, String user, String options) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("options", options);
        properties.setProperty("ApplicationName", "dayfly");
        properties.setProperty("sslmode", dayfly.tls() == TlsMode.REQUIRE ? "require" : "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", String.valueOf(PATIENCE_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(PATIENCE_SECONDS));
        return properties;
    }

    private static CommandException refused(HostPort place, SQLException e) {
        if (e.getCause() instanceof ConnectException) {
            return new CommandException("no dayfly answers at " + place
                    + "; start it with dayfly serve, or give the --config and --set that it was started with");
        }
        return new CommandException(
                isSilent(e)
                        ? "the program that listens at " + place + " does not answer as dayfly does (" + e.getMessage()
                                + "); give dayfly another port: --set listen=127.0.0.1:PORT"
                        : "dayfly at " + place + " refused a fresh database: "
                                + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; "));
    }

    /** Whether the other side broke off (class 08) without an error message. */
    private static boolean isSilent(SQLException e) {
        return e.getSQLState() != null
                && e.getSQLState().startsWith("08")
                && !String.valueOf(e.getMessage()).contains("FATAL");
    }

    /**
     * The URL with which all clients join, with its password.
     *
     * @throws CommandException if the other side is not a dayfly
     */
    public String url() {
        try {
            String url = connection.unwrap(PGConnection.class).getParameterStatus("dayfly.url");
            if (url == null) {
                throw new CommandException("a PostgreSQL server answers there, and not dayfly; choose another port:"
                        + " --set listen=127.0.0.1:PORT");
            }
            return url;
        } catch (SQLException e) {
            throw new IllegalStateException("pgjdbc's own connection", e);
        }
    }

    /** The name of the database. */
    public String database() {
        return String.valueOf(ExecEnvironment.of(url()).get("PGDATABASE"));
    }

    /** Counts as a use of the database. Returns whether the session still works. */
    public boolean use() {
        try {
            return connection.isValid(PATIENCE_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The session has ended already.
        }
    }
}
