/**
 * Work that waits for PostgreSQL: tasks on threads of their own, delays, one task for all clients that want the same
 * result, and the errors that a client gets if such work fails.
 */
@NullMarked
package org.dayfly.server.task;

import org.jspecify.annotations.NullMarked;
