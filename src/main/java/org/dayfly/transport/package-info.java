/** Which sockets and event loops this machine offers; knows no PostgreSQL. */
@NullMarked
package org.dayfly.transport;

import org.jspecify.annotations.NullMarked;
