/** Files of SQL, split into statements and tokens as psql splits them. Runs nothing. */
@NullMarked
package org.dayfly.script.parse;

import org.jspecify.annotations.NullMarked;
