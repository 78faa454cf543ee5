/** The benchmark: dayfly beside what else there is, in one run on one machine. */
@NullMarked
package org.dayfly.bench;

import org.jspecify.annotations.NullMarked;
