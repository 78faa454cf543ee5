/** Runs the embedded PostgreSQL server: its folder, its start and its stop. */
@NullMarked
package org.dayfly.cluster.embedded;

import org.jspecify.annotations.NullMarked;
