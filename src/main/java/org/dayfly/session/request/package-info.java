/** What a client asks for in its startup message: which database or server, by which options. */
@NullMarked
package org.dayfly.session.request;

import org.jspecify.annotations.NullMarked;
