/** The commands with which an operator administers a running dayfly. */
@NullMarked
package org.dayfly.command;

import org.jspecify.annotations.NullMarked;
