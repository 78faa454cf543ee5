package org.dayfly.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/** Sees to it that there is room for one more database, if need be by taking the one longest at rest out of service. */
final class Room {
    // A transaction's lock: the next one counts when this one's intent is committed, or gone.
    private static final Query<Boolean> ALONE =
            new Query<>("SELECT pg_advisory_xact_lock(hashtextextended('count', 0)) IS NULL", row -> true);

    private static final Query<Integer> COUNT =
            new Query<>("SELECT count(*) FROM lease WHERE state IN ('creating', 'leased')", row -> row.getInt(1));

    // A session of another proxy, or one past every proxy, is in pg_stat_activity whatever the registry knows.
    private static final Query<Boolean> EVICT = new Query<>("""
            UPDATE lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = (
                SELECT name FROM lease
                WHERE state = 'leased' AND NOT pinned AND resting_since IS NOT NULL
                  AND name NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL AND usesysid IS NOT NULL)
                ORDER BY resting_since LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING true""", row -> true);

    private Room() {}

    /**
     * @return whether a database was taken out of service
     * @throws ClientError if all databases are in use
     */
    static boolean make(Connection transaction, int max) throws SQLException {
        if (max == 0) {
            return false;
        }
        ALONE.first(transaction);
        int over = COUNT.first(transaction).orElse(0) - max + 1;
        // More than one where the limit was lowered since.
        for (int i = 0; i < over; i++) {
            if (EVICT.first(transaction, Reason.EVICTED.code()).isEmpty()) {
                throw ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "all " + max + " databases are in use")
                        .withHint("close the sessions on one of them, or raise databases.max in proxy.conf");
            }
        }
        return over > 0;
    }
}
