package org.dayfly.config.value;

/**
 * Settings that dayfly can't start with: one sentence for the operator that names the key, the bad value and the next
 * step. Never holds a secret.
 */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
