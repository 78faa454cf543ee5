package org.dayfly.server;

import java.sql.SQLException;
import java.time.Duration;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/** A shared database, its snapshot, and a copy of the snapshot. */
record CopiedDatabase(DatabaseName shared, DatabaseName snapshot, DatabaseName copy) {
    static CopiedDatabase make(DatabasesFixture setup, Key key) throws SQLException {
        DatabasesInTurn databases = setup.databases();
        DatabaseName shared = databases.share(key, DatabasesFixture.ANY).name();
        databases.rest(shared, Duration.ZERO);
        DatabaseName copy = databases.make(DatabasesFixture.copyOf(key)).name();
        return new CopiedDatabase(
                shared, new DatabaseName(setup.probe.all().snapshots().name()), copy);
    }
}
