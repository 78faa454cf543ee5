/** The dayfly that runs in the background for this user: found, started, stopped. */
@NullMarked
package org.dayfly.background;

import org.jspecify.annotations.NullMarked;
