package org.dayfly.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A program that ran to its end.
 *
 * @param output what it wrote, to either stream
 */
record ProgramRun(int status, String output) {
    private static final int NOT_STARTED = 127;

    /** Runs a command and waits for it; one that can't be started counts as one that failed. */
    static ProgramRun of(List<String> command) {
        try {
            Process process = start(command, ProcessBuilder.Redirect.PIPE);
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ProgramRun(process.waitFor(), output.strip());
        } catch (IOException e) {
            return new ProgramRun(NOT_STARTED, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while running " + command.get(0), e);
        }
    }

    /** Starts a command with messages in English, which is what is looked for in them. */
    static Process start(List<String> command, ProcessBuilder.Redirect output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .directory(new java.io.File("/"));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().remove("NOTIFY_SOCKET"); // for dayfly; PostgreSQL would use it too
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    boolean succeeded() {
        return status == 0;
    }
}
