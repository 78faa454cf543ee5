/** What runs while it is measured: the server, dayfly, the other proxies. */
@NullMarked
package org.dayfly.bench.stage;

import org.jspecify.annotations.NullMarked;
