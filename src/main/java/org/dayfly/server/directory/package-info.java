/** The directory of keys: which server has the database of each key, if dayfly uses several servers. */
@NullMarked
package org.dayfly.server.directory;

import org.jspecify.annotations.NullMarked;
