package org.dayfly.config.value;

import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;

/** The reason of a failure of the operating system, in words for an operator instead of the name of a Java class. */
public final class IoReason {
    private static final Map<Class<?>, String> WORDS = Map.of(
            AccessDeniedException.class, "permission denied",
            NoSuchFileException.class, "no such file or folder",
            NotDirectoryException.class, "not a folder",
            DirectoryNotEmptyException.class, "folder not empty",
            FileSystemLoopException.class, "a loop of links");

    private static final String UNKNOWN = "input/output error";

    private IoReason() {}

    /** The reason, with the name of the file or host where the exception has one. */
    public static String of(Exception failure) {
        if (failure instanceof FileSystemException file) {
            return file.getFile() == null ? reason(file) : file.getFile() + ": " + reason(file);
        }
        String message = failure.getMessage();
        if (failure instanceof UnknownHostException) {
            return message == null ? "unknown host" : "unknown host " + message.replaceFirst(":.*", "");
        }
        if (failure instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (failure instanceof EOFException) {
            return "the connection was closed";
        }
        return message == null || message.isBlank() ? UNKNOWN : message;
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof FileAlreadyExistsException) {
            return failure.getFile() != null && Files.isDirectory(Path.of(failure.getFile()))
                    ? "the folder exists already"
                    : "a file of this name exists already";
        }
        String reason = failure.getReason();
        if (reason != null && !reason.isBlank()) {
            return reason;
        }
        return WORDS.getOrDefault(failure.getClass(), UNKNOWN);
    }
}
