/**
 * What a program has in its own process that uses dayfly as a library: it finds the dayfly of this user, or starts one in
 * the background. Needs nothing but the JDK.
 */
@NullMarked
package org.dayfly.client;

import org.jspecify.annotations.NullMarked;
