/** Passes bytes both ways between two channels, and does nothing else. Knows no PostgreSQL. */
@NullMarked
package org.dayfly.pipe;

import org.jspecify.annotations.NullMarked;
