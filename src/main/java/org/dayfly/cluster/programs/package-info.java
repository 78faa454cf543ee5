/** PostgreSQL's programs on this machine: where they come from, the account they run under, and their files. */
@NullMarked
package org.dayfly.cluster.programs;

import org.jspecify.annotations.NullMarked;
