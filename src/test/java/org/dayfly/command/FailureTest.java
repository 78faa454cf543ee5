package org.dayfly.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.Callable;
import org.dayfly.cluster.ClusterException;
import org.dayfly.config.value.SettingsException;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A command that fails says why in one line, and exits with a status that scripts can tell apart. */
final class FailureTest {
    @Test
    void printsAFailureOutsideOfDayflyInOneLine() {
        assertFails(new ClusterException("the server\n  is gone; start it"), 1, "dayfly: the server is gone; start it");
        assertFails(new IOException("no space left"), 1, "dayfly: no space left");
    }

    @Test
    void namesTheReasonOfTheSystemInWords() {
        AccessDeniedException refused = new AccessDeniedException("/x/.local");
        assertFails(refused, 1, "dayfly: /x/.local: permission denied");
        assertFails(new UncheckedIOException(refused), 1, "dayfly: /x/.local: permission denied");
    }

    @Test
    void addsTheHintOfAnErrorForClients() {
        ClientError error = ClientError.of(SqlState.INVALID_CATALOG_NAME, "it was reclaimed")
                .withHint("make another");
        assertFails(error, 1, "dayfly: it was reclaimed; make another");
    }

    @Test
    void exitsWithAnotherStatusForInvalidSettings() {
        assertFails(new SettingsException("listen is off; mend it"), 2, "dayfly: listen is off; mend it");
    }

    @Test
    void reportsABugAsAnInternalError() {
        assertFails(
                new IllegalStateException("a bug"),
                1,
                "dayfly: internal error: java.lang.IllegalStateException: a bug; please report it with the lines above");
    }

    private static void assertFails(Exception failure, int status, String line) {
        StringWriter error = new StringWriter();
        CommandLine command = new CommandLine(new Failing(failure))
                .setExecutionExceptionHandler(new Failure())
                .setErr(new PrintWriter(error, true));
        assertThat(command.execute()).isEqualTo(status);
        assertThat(error.toString()).isEqualTo(line + System.lineSeparator());
    }

    @CommandLine.Command
    private record Failing(Exception failure) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            throw failure;
        }
    }
}
