/** The processes that the benchmark runs: the server, dayfly, the other proxies. */
@NullMarked
package org.dayfly.bench.stage;

import org.jspecify.annotations.NullMarked;
