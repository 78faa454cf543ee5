package org.dayfly.config.value;

/** A password that does not print itself, so that no log line or error can show it by accident. */
public record Secret(String value) {
    /** PostgreSQL's strings end at a NUL, so a password with one could never be given. */
    public Secret {
        if (value.indexOf('\0') >= 0) {
            throw new SettingsException(
                    "a password has a NUL byte in it, which PostgreSQL can't carry; choose another");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
