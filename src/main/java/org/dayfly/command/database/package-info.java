/** The commands with which an operator administers the databases of a running dayfly. */
@NullMarked
package org.dayfly.command.database;

import org.jspecify.annotations.NullMarked;
