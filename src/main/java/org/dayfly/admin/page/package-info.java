/**
 * The page for people, and the JSON that it shows. The page is one file without external resources: {@link
 * org.dayfly.admin.page.Page}. Each value is sent as JSON and put into the page as text, because keys, notes and user
 * names are what clients make of them.
 *
 * <p>{@link org.dayfly.admin.page.PageEvents} remembers what happened lately. {@link
 * org.dayfly.admin.page.DatabaseLists} asks the servers for their databases, as seldom as that costs little. {@link
 * org.dayfly.admin.page.Operator} carries out the commands of an operator.
 */
@NullMarked
package org.dayfly.admin.page;

import org.jspecify.annotations.NullMarked;
