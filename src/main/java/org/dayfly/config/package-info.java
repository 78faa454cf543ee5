/** Everything that an operator can set, as a tree of records. Each record checks its own values. */
@NullMarked
package org.dayfly.config;

import org.jspecify.annotations.NullMarked;
