/** Sessions: which database a connection is for, how its session is opened, and which sessions are open. */
@NullMarked
package org.dayfly.session;

import org.jspecify.annotations.NullMarked;
