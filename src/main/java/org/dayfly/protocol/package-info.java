/** Decodes and encodes the messages of PostgreSQL's frontend/backend protocol. Knows no channel and no thread. */
@NullMarked
package org.dayfly.protocol;

import org.jspecify.annotations.NullMarked;
