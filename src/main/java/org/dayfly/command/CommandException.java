package org.dayfly.command;

/** A command that cannot do its work. The message is one sentence for the operator, with the next step. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }
}
