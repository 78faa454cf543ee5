/** From the bytes of a stranger to one startup message, answered politely, and a session behind it. */
@NullMarked
package org.dayfly.frontend;

import org.jspecify.annotations.NullMarked;
