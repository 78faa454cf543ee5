/** How a command reaches the servers and a running dayfly, and how it prints its answer. */
@NullMarked
package org.dayfly.command.servers;

import org.jspecify.annotations.NullMarked;
