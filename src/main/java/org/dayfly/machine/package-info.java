/**
 * This machine as each program of the user sees it: the account, files, and the state folder with its log and its
 * owner. Needs nothing but the JDK, because programs without the rest of dayfly use it too.
 */
@NullMarked
package org.dayfly.machine;

import org.jspecify.annotations.NullMarked;
