/** The benchmark: dayfly compared with alternatives, in one run on one machine. */
@NullMarked
package org.dayfly.bench;

import org.jspecify.annotations.NullMarked;
