/** The sources of copies: snapshots of shared databases, and templates. */
@NullMarked
package org.dayfly.server.copy;

import org.jspecify.annotations.NullMarked;
