package org.dayfly.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.jspecify.annotations.Nullable;

/** Sees to it that there is room for one more database, if need be by taking the one longest at rest out of service. */
final class Room {
    // A transaction's lock: the next one counts when this one's intent is committed, or gone.
    private static final Query<Boolean> ALONE =
            new Query<>("SELECT pg_advisory_xact_lock(hashtextextended('count', 0)) IS NULL", row -> true);

    // One that gives way to another with its key, in a reset, keeps its place for that.
    private static final Query<Integer> COUNT = new Query<>("""
            SELECT count(*) FROM lease
            WHERE kind = 'database' AND (state = 'creating' OR (state = 'leased' AND (key = ?) IS NOT TRUE AND NOT EXISTS (
                SELECT FROM lease it WHERE it.key = lease.key AND it.state = 'creating')))""", row -> row.getInt(1));

    // One that was copied since it came to rest was of use since. A session of another proxy, or one past every proxy,
    // is in pg_stat_activity whatever the registry knows.
    private static final Query<Boolean> EVICT = new Query<>("""
            UPDATE lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = (
                SELECT name FROM lease
                WHERE state = 'leased' AND NOT pinned AND resting_since IS NOT NULL AND (key = ?) IS NOT TRUE
                  AND name NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL AND usesysid IS NOT NULL)
                ORDER BY last_used_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING true""", row -> true);

    private Room() {}

    /**
     * @param key that the database is to bear, and one that has it by now gives up
     * @return whether a database was taken out of service
     * @throws ClientError if all databases are in use
     */
    static boolean make(Connection transaction, int max, Optional<Key> key) throws SQLException {
        if (max == 0) {
            return false;
        }
        ALONE.first(transaction);
        @Nullable String own = key.map(Key::value).orElse(null);
        int over = COUNT.first(transaction, own).orElse(0) - max + 1;
        // More than one where the limit was lowered since.
        for (int i = 0; i < over; i++) {
            if (EVICT.first(transaction, Reason.EVICTED.code(), own).isEmpty()) {
                throw ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "all " + max + " databases are in use")
                        .withHint("close the sessions on one of them, or raise databases.max in proxy.conf");
            }
        }
        return over > 0;
    }
}
