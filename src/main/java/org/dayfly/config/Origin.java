package org.dayfly.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;

/** Tells an operator where a value came from: a line of a file, a variable, or a flag. */
final class Origin {
    private Origin() {}

    static String of(ConfigValue value) {
        ConfigOrigin origin = value.origin();
        return origin.filename() == null ? origin.description() : origin.filename() + ", line " + origin.lineNumber();
    }
}
