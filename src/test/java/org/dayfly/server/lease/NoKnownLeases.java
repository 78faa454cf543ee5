package org.dayfly.server.lease;

import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;

/** Knows nothing, so the registry is asked. */
public final class NoKnownLeases implements KnownLeases {
    @Override
    public Optional<Lease> join(DatabaseName name) {
        return Optional.empty();
    }

    @Override
    public Optional<Lease> join(Key key, LeaseKind kind) {
        return Optional.empty();
    }

    @Override
    public void learn(Lease lease) {
        // Nothing is known.
    }
}
