package org.dayfly.protocol;

/**
 * Thrown for bytes that are no message of the protocol. The connection is closed without an answer, with one DEBUG
 * line.
 */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
