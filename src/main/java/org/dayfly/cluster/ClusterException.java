package org.dayfly.cluster;

import org.dayfly.machine.MachineException;

/** A server that can't be used. The message is a sentence for the operator and names the next step. */
public class ClusterException extends MachineException {
    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
