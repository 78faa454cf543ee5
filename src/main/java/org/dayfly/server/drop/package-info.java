/** Takes databases out of service, and drops databases with their roles. */
@NullMarked
package org.dayfly.server.drop;

import org.jspecify.annotations.NullMarked;
