/** What an operator can set: a tree of records in which each part checks itself, and the file it is read from. */
@NullMarked
package org.dayfly.config;

import org.jspecify.annotations.NullMarked;
