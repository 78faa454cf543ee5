/** Figures, tables and charts of the results. */
@NullMarked
package org.dayfly.bench.report;

import org.jspecify.annotations.NullMarked;
