/** Figures, and how they are shown. */
@NullMarked
package org.dayfly.bench.report;

import org.jspecify.annotations.NullMarked;
