/** Values as a setting has them: durations, addresses, networks, passwords. */
@NullMarked
package org.dayfly.config.value;

import org.jspecify.annotations.NullMarked;
