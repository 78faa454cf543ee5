/** Reads proxy.conf, environment variables and {@code --set} into settings, and refuses unknown keys. */
@NullMarked
package org.dayfly.config.file;

import org.jspecify.annotations.NullMarked;
