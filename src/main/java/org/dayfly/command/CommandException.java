package org.dayfly.command;

/** Why a command cannot do what it was asked, with the next step, in one sentence for the person at the terminal. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }
}
