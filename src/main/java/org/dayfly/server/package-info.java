/** One PostgreSQL server and all that dayfly does there. The rooms above need only what is here and the names in {@code registry}. */
@NullMarked
package org.dayfly.server;

import org.jspecify.annotations.NullMarked;
