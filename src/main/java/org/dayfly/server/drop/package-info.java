/**
 * The end of databases. To reclaim a database is to take it out of service: no new session gets in, and open sessions
 * end. The reaper drops reclaimed databases with their roles; the log then says that a database was reaped.
 */
@NullMarked
package org.dayfly.server.drop;

import org.jspecify.annotations.NullMarked;
