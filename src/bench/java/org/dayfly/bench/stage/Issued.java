package org.dayfly.bench.stage;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** The role and the password in a URL that dayfly has issued. The database has the name of the role. */
public record Issued(String role, String password) {
    /** The login of the database that a session of pgjdbc is in. */
    public static Issued of(Connection session) throws SQLException {
        return of(String.valueOf(session.unwrap(PGConnection.class).getParameterStatus("dayfly.url")));
    }

    /**
     * Reads a URL.
     *
     * @param url as {@code SHOW dayfly.url} answers
     */
    public static Issued of(String url) {
        String login = url.substring(url.indexOf("//") + 2, url.lastIndexOf('@'));
        int colon = login.indexOf(':');
        return new Issued(login.substring(0, colon), login.substring(colon + 1));
    }
}
