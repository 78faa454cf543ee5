package org.dayfly.server.lease;

import java.util.Optional;
import org.dayfly.config.value.AddressBlock;

/**
 * The databases that one limit counts together: the databases of a client, or the databases whose keys begin with a
 * prefix. One of the two is empty.
 */
record LimitedGroup(Optional<AddressBlock> client, Optional<String> prefix) {
    static LimitedGroup of(AddressBlock client) {
        return new LimitedGroup(Optional.of(client), Optional.empty());
    }

    static LimitedGroup of(String prefix) {
        return new LimitedGroup(Optional.empty(), Optional.of(prefix));
    }
}
