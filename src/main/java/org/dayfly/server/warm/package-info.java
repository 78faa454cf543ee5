/** Databases made before a client asks for one, and how many of them. */
@NullMarked
package org.dayfly.server.warm;

import org.jspecify.annotations.NullMarked;
