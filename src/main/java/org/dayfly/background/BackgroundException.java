package org.dayfly.background;

import org.dayfly.machine.MachineException;

/** The background dayfly cannot be started or stopped. The message is one sentence for its user. */
public final class BackgroundException extends MachineException {
    private static final long serialVersionUID = 1L;

    public BackgroundException(String message) {
        super(message);
    }

    public BackgroundException(String message, Throwable cause) {
        super(message, cause);
    }
}
