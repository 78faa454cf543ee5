package org.dayfly.command.servers;

/** A command that cannot do its work. The message is one sentence for the operator, with the next step. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }
}
