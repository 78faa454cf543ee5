package org.dayfly.server.lease;

import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;

/**
 * What this proxy knows of databases that its clients use now. A session that joins such a database need not ask the
 * registry. Safe for use by any thread.
 */
public interface KnownLeases {
    /** Joins a database without the registry; empty if the registry must be asked. */
    Optional<Lease> join(DatabaseName name);

    /** Joins the database of a key in the same way. */
    Optional<Lease> join(Key key, LeaseKind kind);

    /** Learns what the registry has just said of a database. */
    void learn(Lease lease);
}
