package org.dayfly.config.value;

/** A password that prints as {@code ***}, so that no log line or error can show the password by accident. */
public record Secret(String value) {
    /** Refuses a NUL. PostgreSQL's strings end at a NUL, so no client could give such a password. */
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
