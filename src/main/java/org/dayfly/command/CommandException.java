package org.dayfly.command;

/** Why a command can't do what it was asked, and the next step, in one sentence for whoever typed it. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }
}
