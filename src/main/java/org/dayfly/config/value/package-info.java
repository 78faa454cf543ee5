/** The types of values in settings: durations, addresses, networks, passwords, paths; and the words of their errors. */
@NullMarked
package org.dayfly.config.value;

import org.jspecify.annotations.NullMarked;
