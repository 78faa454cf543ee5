/** What an operator can see: how dayfly logs. */
@NullMarked
package org.dayfly.telemetry;

import org.jspecify.annotations.NullMarked;
