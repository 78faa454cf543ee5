/**
 * Runs statements on any PostgreSQL database: queries, quoting, transactions, ownership. Knows nothing of dayfly's
 * registry.
 */
@NullMarked
package org.dayfly.sql;

import org.jspecify.annotations.NullMarked;
