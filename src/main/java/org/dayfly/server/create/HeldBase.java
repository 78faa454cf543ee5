package org.dayfly.server.create;

import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LockedConnection;
import org.dayfly.sql.Query;

/**
 * Locks a sealed database while the database is copied, so that the reaper does not drop the database meanwhile.
 *
 * <p>Newer snapshots of a busy source may replace a snapshot faster than a copy of the snapshot gets its turn. The
 * newest snapshot is as good as the chosen snapshot. So the copy is made of the newest snapshot, without a new choice.
 */
final class HeldBase {
    private static final int TRIES = 10;

    private static final Query<DatabaseName> NEWEST = new Query<>(
            "SELECT name FROM registry.newest_sealed(?, ?) AS name WHERE name IS NOT NULL",
            row -> new DatabaseName(row.getString(1)));

    private static final Query<Boolean> IS_SEALED =
            new Query<>("SELECT registry.is_sealed(?)", row -> row.getBoolean(1));

    private HeldBase() {}

    /**
     * Locks the sealed database that an intent copies, until the connection is given back.
     *
     * @return the intent, with the locked database as its base
     * @throws BaseGoneException if there is no database to copy any more
     */
    static Intent of(Intent intent, LockedConnection locked) throws SQLException {
        if (intent.base().isEmpty()) {
            return intent;
        }
        DatabaseName chosen = intent.base().get();
        for (int i = 0; i < TRIES; i++) {
            Optional<DatabaseName> newest =
                    NEWEST.first(locked.get(), chosen.value(), intent.source().orElse(""));
            if (newest.isEmpty()) {
                break;
            }
            String name = newest.get().value();
            locked.lockShared(name);
            if (IS_SEALED.first(locked.get(), name).orElseThrow()) {
                return intent.from(newest.get());
            }
        }
        throw new BaseGoneException(chosen);
    }
}
