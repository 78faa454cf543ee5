package org.dayfly.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How much a database is used.
 *
 * @param sessions open now
 * @param opened sessions ever handed out
 * @param size in bytes; empty where it cannot be told: it is being made or dropped, or its owner has shut everybody out
 */
public record Usage(int sessions, int opened, Optional<Long> size) {
    static Usage of(ResultSet row) throws SQLException {
        Optional<Long> size = Optional.ofNullable(row.getObject("size", Long.class));
        return new Usage(row.getInt("sessions"), row.getInt("opened"), size);
    }
}
