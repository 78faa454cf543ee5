package org.dayfly.bench.many;

import java.util.Optional;

/** Tells why a failure of a client is right. */
@FunctionalInterface
interface Excuse {
    /** No failure is right. */
    Excuse NONE = failure -> Optional.empty();

    /** The reason; empty if the failure is a problem. */
    Optional<String> of(Failure failure);
}
