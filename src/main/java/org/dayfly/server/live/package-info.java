/** The sessions that this proxy has open on the databases of a server. */
@NullMarked
package org.dayfly.server.live;

import org.jspecify.annotations.NullMarked;
