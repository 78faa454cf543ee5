/** Which server gives a client its database. */
@NullMarked
package org.dayfly.placement;

import org.jspecify.annotations.NullMarked;
