/**
 * HTTP for operators and for the programs that watch dayfly: health, metrics and a page for people.
 *
 * <p>{@link org.dayfly.admin.StatusServer} listens, on an event loop of its own, so that a proxy that stands still can
 * be seen. {@link org.dayfly.admin.Site} knows the paths, {@link org.dayfly.admin.Gate} the passwords.
 */
@NullMarked
package org.dayfly.admin;

import org.jspecify.annotations.NullMarked;
