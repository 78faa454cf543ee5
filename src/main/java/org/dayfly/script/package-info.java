/** Runs files of SQL as psql does, after each statement was judged. Knows neither leases nor servers. */
@NullMarked
package org.dayfly.script;

import org.jspecify.annotations.NullMarked;
