package org.dayfly.server.registry;

/** dayfly cannot start on a server. The message tells the operator why, and what to do. */
public final class UnusableServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnusableServerException(String message) {
        super(message);
    }

    public UnusableServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
