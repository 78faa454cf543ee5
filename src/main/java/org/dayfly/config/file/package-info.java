/** Reads proxy.conf, environment variables and {@code --set} into settings, and refuses what it does not know. */
@NullMarked
package org.dayfly.config.file;

import org.jspecify.annotations.NullMarked;
