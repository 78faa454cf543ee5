package org.dayfly.protocol;

import java.util.Locale;
import java.util.Optional;

/**
 * A boolean as PostgreSQL reads it: any unambiguous beginning of true, false, yes, no, on and off, or 1 or 0.
 *
 * @see <a href="https://www.postgresql.org/docs/current/config-setting.html">PostgreSQL, setting parameters</a>
 */
public final class BooleanText {
    private BooleanText() {}

    /** The boolean that the text means; empty if the text is no boolean. */
    public static Optional<Boolean> parse(String text) {
        String value = text.toLowerCase(Locale.ROOT);
        if (value.isEmpty() || value.equals("o")) {
            return Optional.empty();
        }
        if ("true".startsWith(value) || "yes".startsWith(value) || value.equals("on") || value.equals("1")) {
            return Optional.of(true);
        }
        if ("false".startsWith(value) || "no".startsWith(value) || "off".startsWith(value) || value.equals("0")) {
            return Optional.of(false);
        }
        return Optional.empty();
    }
}
