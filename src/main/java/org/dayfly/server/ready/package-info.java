/**
 * Logins to the server as the roles of its databases, the sessions that are opened ahead of their clients, and those
 * that wait for another client.
 */
@NullMarked
package org.dayfly.server.ready;

import org.jspecify.annotations.NullMarked;
