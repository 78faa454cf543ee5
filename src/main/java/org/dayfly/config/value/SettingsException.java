package org.dayfly.config.value;

/**
 * Settings that dayfly can't start with. The message is one sentence for the operator: the key, the bad value and the
 * next step. The message never holds a secret.
 */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
