/** Birth, use and death of throwaway databases; the only room that speaks SQL. */
@NullMarked
package org.dayfly.database;

import org.jspecify.annotations.NullMarked;
