/** Which sockets, event loops and TLS this machine offers; knows no PostgreSQL. */
@NullMarked
package org.dayfly.transport;

import org.jspecify.annotations.NullMarked;
