/** The metrics of dayfly, by Micrometer, in the format of Prometheus. No label grows with keys or databases. */
@NullMarked
package org.dayfly.admin.metrics;

import org.jspecify.annotations.NullMarked;
