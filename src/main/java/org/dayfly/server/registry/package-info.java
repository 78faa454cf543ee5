/**
 * The registry of databases, in database {@code dayfly}: its schema, its connections, and the types for names and keys.
 */
@NullMarked
package org.dayfly.server.registry;

import org.jspecify.annotations.NullMarked;
