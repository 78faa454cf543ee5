package org.dayfly.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How much clients use a database.
 *
 * @param sessions the number of sessions that are open now
 * @param opened the number of sessions that the database was ever handed out to
 * @param size in bytes; empty if the size cannot be read: the database is being made or dropped, or its owner lets
 *     nobody connect
 */
public record Usage(int sessions, int opened, Optional<Long> size) {
    static Usage of(ResultSet row) throws SQLException {
        Optional<Long> size = Optional.ofNullable(row.getObject("size", Long.class));
        return new Usage(row.getInt("sessions"), row.getInt("opened"), size);
    }
}
