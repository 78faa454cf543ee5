/** The types of values in settings: durations, addresses, networks, passwords. */
@NullMarked
package org.dayfly.config.value;

import org.jspecify.annotations.NullMarked;
