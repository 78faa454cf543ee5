/** The life of a database: hand-out, join, rest, expiry. */
@NullMarked
package org.dayfly.server.lease;

import org.jspecify.annotations.NullMarked;
