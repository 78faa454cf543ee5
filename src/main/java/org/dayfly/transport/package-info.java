/** The sockets, event loops and TLS of this machine. Knows no PostgreSQL. */
@NullMarked
package org.dayfly.transport;

import org.jspecify.annotations.NullMarked;
