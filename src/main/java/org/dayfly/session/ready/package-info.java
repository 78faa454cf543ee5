/** Sessions that are opened ahead of their clients, on warm databases. */
@NullMarked
package org.dayfly.session.ready;

import org.jspecify.annotations.NullMarked;
