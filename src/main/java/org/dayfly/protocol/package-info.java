/** Messages of PostgreSQL's frontend/backend protocol, from and to bytes; knows no channel and no thread. */
@NullMarked
package org.dayfly.protocol;

import org.jspecify.annotations.NullMarked;
