/** Runs files of SQL as psql does, after each statement was judged. This package knows neither leases nor servers. */
@NullMarked
package org.dayfly.script;

import org.jspecify.annotations.NullMarked;
