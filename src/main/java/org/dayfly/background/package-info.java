/** Processes of this user: signals, and the dayfly that runs in the background. */
@NullMarked
package org.dayfly.background;

import org.jspecify.annotations.NullMarked;
