package org.dayfly.command;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings what went wrong onto one line, as an operator and a script read it. */
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
