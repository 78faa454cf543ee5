/** Where a PostgreSQL server is, and how dayfly connects to the server: URLs, parameters and TLS. */
@NullMarked
package org.dayfly.config.server;

import org.jspecify.annotations.NullMarked;
