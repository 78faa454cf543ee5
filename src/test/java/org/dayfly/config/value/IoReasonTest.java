package org.dayfly.config.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reason of an I/O error is written in words, without the name of a Java class. */
final class IoReasonTest {
    @Test
    void namesTheFileAndTheReason(@TempDir Path folder) throws IOException {
        assertThat(IoReason.of(new AccessDeniedException("/x/.local"))).isEqualTo("/x/.local: permission denied");
        assertThat(IoReason.of(new NoSuchFileException("/x"))).isEqualTo("/x: no such file or folder");
        assertThat(IoReason.of(new FileSystemException("/x", null, "Read-only file system")))
                .isEqualTo("/x: Read-only file system");
        String file = Files.createFile(folder.resolve("file")).toString();
        assertThat(IoReason.of(new FileAlreadyExistsException(file)))
                .isEqualTo(file + ": a file of this name exists already");
        assertThat(IoReason.of(new FileAlreadyExistsException(folder.toString())))
                .isEqualTo(folder + ": the folder exists already");
    }

    @Test
    void saysWhyThereIsNoConnection() {
        assertThat(IoReason.of(new UnknownHostException("db1"))).isEqualTo("unknown host db1");
        assertThat(IoReason.of(new UnknownHostException("db1: Name or service not known")))
                .isEqualTo("unknown host db1");
        assertThat(IoReason.of(new SocketTimeoutException("Connect timed out"))).isEqualTo("no answer in time");
        assertThat(IoReason.of(new ConnectException("Connection refused"))).isEqualTo("Connection refused");
        assertThat(IoReason.of(new EOFException())).isEqualTo("the connection was closed");
    }

    @Test
    void hasWordsForAnExceptionWithoutAMessage() {
        assertThat(IoReason.of(new IOException())).isEqualTo("input/output error");
        assertThat(IoReason.of(new FileSystemException("/x"))).isEqualTo("/x: input/output error");
    }
}
