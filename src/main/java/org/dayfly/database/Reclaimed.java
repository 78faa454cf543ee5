package org.dayfly.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.dayfly.protocol.ClientError;

/**
 * A database that was taken out of service.
 *
 * @param term the time that ran out, where one did; else zero
 * @param age how long it was in service
 */
record Reclaimed(DatabaseName name, Reason reason, Duration term, Duration age) {
    /** Reads columns name, reason, term and age (in seconds). */
    static Reclaimed of(ResultSet row) throws SQLException {
        return new Reclaimed(
                new DatabaseName(row.getString("name")),
                Reason.of(String.valueOf(row.getString("reason"))),
                Times.seconds(row, "term").orElse(Duration.ZERO),
                Times.seconds(row, "age").orElse(Duration.ZERO));
    }

    /** What ends a session that is open. */
    ClientError ending() {
        return reason.ending(name, term);
    }

    /** What a client hears that comes too late. */
    ClientError late() {
        return reason.late(name, term);
    }
}
