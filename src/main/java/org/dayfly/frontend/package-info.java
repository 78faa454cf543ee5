/** Decodes a client's first packets to a startup message, authenticates the client, and opens its session. */
@NullMarked
package org.dayfly.frontend;

import org.jspecify.annotations.NullMarked;
