package org.dayfly.script.parse;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A script that cannot be run. The message is one line for the operator: the file, the line, the error and the fix. */
public final class ScriptFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private ScriptFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * A failure that concerns a whole file.
     *
     * @param what the rest of the sentence, after the name of the file
     */
    public static ScriptFailure of(Path file, String what) {
        return new ScriptFailure(file + " " + what, null);
    }

    public static ScriptFailure of(Path file, String what, Throwable cause) {
        return new ScriptFailure(file + " " + what, cause);
    }

    public static ScriptFailure at(Path file, int line, String what) {
        return new ScriptFailure(file + ", line " + line + ": " + what, null);
    }

    public static ScriptFailure at(Path file, int line, String what, Throwable cause) {
        return new ScriptFailure(file + ", line " + line + ": " + what, cause);
    }

    public static ScriptFailure unreadable(Path file, IOException e) {
        String why = e.getMessage();
        if (e instanceof NoSuchFileException) {
            why = "no such file";
        } else if (e instanceof AccessDeniedException) {
            why = "permission denied";
        }
        return new ScriptFailure(file + " cannot be read: " + why, e);
    }
}
