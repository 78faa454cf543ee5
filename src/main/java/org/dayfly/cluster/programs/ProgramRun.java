package org.dayfly.cluster.programs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dayfly.cluster.ClusterException;
import org.dayfly.machine.SystemText;

/**
 * The result of a program that has ended.
 *
 * @param output the text that the program wrote to standard output and standard error
 */
public record ProgramRun(int status, String output) {
    private static final int NOT_STARTED = 127;

    /** Runs a command and waits for its end. A command that can't be started counts as failed. */
    public static ProgramRun of(List<String> command) {
        return of(command, "");
    }

    /** Runs a command with an input of at most a few pages. */
    public static ProgramRun of(List<String> command, String input) {
        try {
            Process process = start(command, ProcessBuilder.Redirect.PIPE, input);
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ProgramRun(process.waitFor(), output.strip());
        } catch (IOException e) {
            return new ProgramRun(NOT_STARTED, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while running " + command.get(0), e);
        }
    }

    /** Starts a command with messages in English, because dayfly searches the messages for English text. */
    public static Process start(List<String> command, ProcessBuilder.Redirect output) throws IOException {
        return start(command, output, "");
    }

    private static Process start(List<String> command, ProcessBuilder.Redirect output, String input)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .directory(new java.io.File("/"));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().remove("NOTIFY_SOCKET"); // meant for dayfly; PostgreSQL would use it too
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(SystemText.CHARSET));
        } catch (IOException e) {
            // A program that ended early does not read its input. Its status tells the failure.
        }
        return process;
    }

    public boolean succeeded() {
        return status == 0;
    }
}
