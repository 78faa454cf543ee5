/** Splits files of SQL into statements and tokens as psql does. This package runs no statement. */
@NullMarked
package org.dayfly.script.parse;

import org.jspecify.annotations.NullMarked;
