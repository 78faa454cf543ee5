/** Bytes both ways between two channels and nothing else; knows no PostgreSQL. */
@NullMarked
package org.dayfly.pipe;

import org.jspecify.annotations.NullMarked;
