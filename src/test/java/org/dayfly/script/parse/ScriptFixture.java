package org.dayfly.script.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads each script with buffers of all sizes. */
abstract class ScriptFixture {
    static final int LONGEST_LOOK_AHEAD = 9;
    static final Path FILE = Path.of("schema.sql");

    boolean plainStrings = true;

    /** Each step as {@code line|statement}, and {@code |line of data|data} for COPY. */
    List<String> steps(byte[] script) throws Exception {
        List<String> steps = read(script, 1 << 16);
        for (int capacity = LONGEST_LOOK_AHEAD; capacity < LONGEST_LOOK_AHEAD + 40; capacity++) {
            assertThat(read(script, capacity)).as("buffer of %d", capacity).isEqualTo(steps);
        }
        return steps;
    }

    List<String> steps(String script) throws Exception {
        return steps(script.getBytes(UTF_8));
    }

    List<String> read(byte[] bytes, int capacity) throws ScriptFailure, IOException {
        List<String> steps = new ArrayList<>();
        try (Script script =
                new Script(FILE, new ScriptBytes(new ByteArrayInputStream(bytes), capacity), () -> plainStrings)) {
            for (Optional<ScriptStep> next = script.next(); next.isPresent(); next = script.next()) {
                ScriptStep step = next.get();
                String told = step.line() + "|" + step.sql();
                if (step.data().isPresent()) {
                    CopyData data = step.data().get();
                    told += "|" + data.line() + "|" + new String(data.readAllBytes(), UTF_8);
                }
                steps.add(told);
            }
        }
        return steps;
    }

    void refuses(byte[] script, String message) {
        assertThatThrownBy(() -> steps(script))
                .isInstanceOf(ScriptFailure.class)
                .hasMessage(message);
    }

    void refuses(String script, String message) {
        refuses(script.getBytes(UTF_8), message);
    }
}
