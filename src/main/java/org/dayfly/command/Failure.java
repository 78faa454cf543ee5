package org.dayfly.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.dayfly.command.servers.CommandException;
import org.dayfly.config.value.IoReason;
import org.dayfly.config.value.SettingsException;
import org.dayfly.machine.MachineException;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.registry.UnusableServerException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints in one line why a command failed. Exits with 2 for an invalid setting, and otherwise with the status that the
 * command has for failures, mostly 1. Only an internal error has a stack trace.
 */
final class Failure implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println("dayfly: " + OneLine.of(describe(failure)));
        return failure instanceof SettingsException
                ? CommandLine.ExitCode.USAGE
                : command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static String describe(Exception failure) {
        if (failure instanceof ClientError error) {
            return error.hint() == null ? error.text() : error.text() + "; " + error.hint();
        }
        if (failure instanceof SettingsException
                || failure instanceof MachineException
                || failure instanceof UnusableServerException
                || failure instanceof CommandException) {
            return String.valueOf(failure.getMessage());
        }
        Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
        if (cause instanceof IOException io) {
            return IoReason.of(io);
        }
        LoggerFactory.getLogger(Failure.class).error("internal error", failure);
        return "internal error: " + failure + "; please report it with the lines above";
    }
}
