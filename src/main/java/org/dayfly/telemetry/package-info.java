/** What an operator can see of a running dayfly: its log. */
@NullMarked
package org.dayfly.telemetry;

import org.jspecify.annotations.NullMarked;
