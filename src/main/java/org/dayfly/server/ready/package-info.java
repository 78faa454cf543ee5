/** Logins to the server as the roles of its databases, and the sessions that are opened ahead of their clients. */
@NullMarked
package org.dayfly.server.ready;

import org.jspecify.annotations.NullMarked;
