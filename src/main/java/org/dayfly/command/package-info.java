/** The commands with which an operator administers a dayfly that is running. */
@NullMarked
package org.dayfly.command;

import org.jspecify.annotations.NullMarked;
