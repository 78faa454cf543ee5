/** Which server the session of a client is about. */
@NullMarked
package org.dayfly.placement;

import org.jspecify.annotations.NullMarked;
