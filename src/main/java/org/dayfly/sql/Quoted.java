package org.dayfly.sql;

import java.sql.SQLException;
import org.postgresql.core.Utils;

/** Quotes names and texts for statements that take no parameters, such as CREATE ROLE, in the way of pgjdbc. */
public final class Quoted {
    private Quoted() {}

    public static String identifier(String name) throws SQLException {
        return Utils.escapeIdentifier(null, name).toString();
    }

    public static String literal(String value) throws SQLException {
        return "'" + Utils.escapeLiteral(null, value, true) + "'";
    }
}
