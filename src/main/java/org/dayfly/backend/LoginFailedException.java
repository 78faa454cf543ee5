package org.dayfly.backend;

/** A server and dayfly that can't agree on a login: for the operator, who alone can mend it. */
final class LoginFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoginFailedException(String message) {
        super(message);
    }
}
