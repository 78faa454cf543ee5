/**
 * HTTP for operators and for the programs that watch dayfly: health, metrics and a page for people.
 *
 * <p>{@link org.dayfly.admin.StatusServer} listens, on an event loop of its own, so that a proxy that stands still can
 * be seen. {@link org.dayfly.admin.Site} knows the paths, {@link org.dayfly.admin.Gate} the passwords, {@link
 * org.dayfly.admin.Api} the paths of the page's JSON and commands. What the page shows comes from {@code admin.page}.
 */
@NullMarked
package org.dayfly.admin;

import org.jspecify.annotations.NullMarked;
