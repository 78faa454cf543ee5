/**
 * One PostgreSQL server, and everything that dayfly does on that server. Most of the code in packages above needs only
 * this package and the names in {@code registry}.
 */
@NullMarked
package org.dayfly.server;

import org.jspecify.annotations.NullMarked;
