package org.dayfly.server.registry;

/** Why dayfly cannot start on a server, and what mends it, in words for the operator. */
public final class UnusableServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableServerException(String message) {
        super(message);
    }

    UnusableServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
