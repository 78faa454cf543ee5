/** What exists, for whom and until when: schema, connections and the names of things in database {@code dayfly}. */
@NullMarked
package org.dayfly.server.registry;

import org.jspecify.annotations.NullMarked;
