/** Ways to a first query. */
@NullMarked
package org.dayfly.bench.connect;

import org.jspecify.annotations.NullMarked;
