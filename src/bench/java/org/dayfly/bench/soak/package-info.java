/** The soak: two dayflies before one server, clients of all kinds, faults in turn, and a ledger that misses nothing. */
@NullMarked
package org.dayfly.bench.soak;

import org.jspecify.annotations.NullMarked;
