/** Takes databases out of service and drops them with their roles. */
@NullMarked
package org.dayfly.server.drop;

import org.jspecify.annotations.NullMarked;
