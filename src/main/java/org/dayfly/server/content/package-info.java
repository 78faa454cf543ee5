/**
 * What a database holds, for an operator: tables and rows, the statements of sessions, queries and the schema. All is
 * read with the rights of the database's own role, because a tenant's functions may run while its database is read.
 */
@NullMarked
package org.dayfly.server.content;

import org.jspecify.annotations.NullMarked;
