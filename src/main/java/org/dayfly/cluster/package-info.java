/** Where PostgreSQL runs: the embedded server, or one that a team already has. */
@NullMarked
package org.dayfly.cluster;

import org.jspecify.annotations.NullMarked;
