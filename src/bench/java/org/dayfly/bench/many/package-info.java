/** Several dayflies in front of several servers: what an operator of several servers wants to see before use. */
@NullMarked
package org.dayfly.bench.many;

import org.jspecify.annotations.NullMarked;
