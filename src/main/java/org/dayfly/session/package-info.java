/** The spine: which database a connection is for, how it comes to be there, and who is there now. */
@NullMarked
package org.dayfly.session;

import org.jspecify.annotations.NullMarked;
