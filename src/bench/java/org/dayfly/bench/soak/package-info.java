/** The soak: two dayflies on one server, clients of all kinds, faults, and a ledger of all that clients know. */
@NullMarked
package org.dayfly.bench.soak;

import org.jspecify.annotations.NullMarked;
