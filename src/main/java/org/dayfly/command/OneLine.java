package org.dayfly.command;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts an error message on one line, for operators and scripts. */
final class OneLine {
    private OneLine() {}

    static String of(@Nullable String message) {
        return String.valueOf(message)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
