/**
 * The registry of databases, in database {@code dayfly}: its schema, its connections, and the types for names and keys.
 *
 * <p>Statements about databases are functions in the files of {@code Schema}, and all other code calls these functions.
 * {@link org.dayfly.server.registry.DatabaseState} has the picture of a database's life, {@link
 * org.dayfly.server.registry.Rests} the picture of its rests and snapshots, and {@link
 * org.dayfly.server.registry.LockedConnection} the order of locks.
 */
@NullMarked
package org.dayfly.server.registry;

import org.jspecify.annotations.NullMarked;
