/** Databases that are made before a client asks for one, and the number of such databases. */
@NullMarked
package org.dayfly.server.warm;

import org.jspecify.annotations.NullMarked;
