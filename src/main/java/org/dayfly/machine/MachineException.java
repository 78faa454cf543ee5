package org.dayfly.machine;

/** Something on this machine can't be used. The message is one sentence for the user and names the next step. */
public class MachineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MachineException(String message) {
        super(message);
    }

    public MachineException(String message, Throwable cause) {
        super(message, cause);
    }
}
