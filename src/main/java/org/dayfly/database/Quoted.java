package org.dayfly.database;

import java.sql.SQLException;
import org.postgresql.core.Utils;

/** Words for statements that take no parameters, such as CREATE ROLE, quoted the way pgjdbc does. */
final class Quoted {
    private Quoted() {}

    static String identifier(DatabaseName name) throws SQLException {
        return identifier(name.value());
    }

    static String identifier(String name) throws SQLException {
        return Utils.escapeIdentifier(null, name).toString();
    }

    static String literal(String value) throws SQLException {
        return "'" + Utils.escapeLiteral(null, value, true) + "'";
    }
}
