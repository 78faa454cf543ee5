/** dayfly: throwaway PostgreSQL databases, by wire. */
@NullMarked
package org.dayfly;

import org.jspecify.annotations.NullMarked;
