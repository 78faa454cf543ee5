/** The life of a database: handed out, joined, at rest, expired. */
@NullMarked
package org.dayfly.server.lease;

import org.jspecify.annotations.NullMarked;
