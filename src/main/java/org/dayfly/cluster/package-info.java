/** Connects to the PostgreSQL server: the embedded server, or a server that the team already has. */
@NullMarked
package org.dayfly.cluster;

import org.jspecify.annotations.NullMarked;
