package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the inputs that a fuzzer has found; {@code scripts/fuzz} looks for more inputs. */
final class LoginFuzzTest {
    @AfterAll
    static void restoreLog() {
        FuzzedFrontend.restoreLog();
    }

    /** @param file inputs in Base64, one a line: inputs that reach every branch, or inputs that once failed */
    @ParameterizedTest
    @ValueSource(strings = {"corpus.txt", "findings.txt"})
    void refusesEveryInputThatAFuzzerFound(String file) throws IOException {
        for (String input : Files.readAllLines(Path.of("src/test/resources/org/dayfly/frontend", file))) {
            assertThatCode(() -> LoginFuzz.run(Base64.getDecoder().decode(input)))
                    .as(input)
                    .doesNotThrowAnyException();
        }
    }
}
