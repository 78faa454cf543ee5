/** One connection to a server, from the socket until ReadyForQuery. */
@NullMarked
package org.dayfly.backend;

import org.jspecify.annotations.NullMarked;
