package org.dayfly.backend;

/**
 * Thrown if a server and dayfly cannot agree on a login. The message is for the operator: only the operator can correct
 * the cause.
 */
final class LoginFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoginFailedException(String message) {
        super(message);
    }
}
