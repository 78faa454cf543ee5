package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fuzzer has found worth saying, said again: {@code scripts/fuzz} looks for more. */
final class StrangerTest {
    @AfterAll
    static void leave() {
        LockedReception.leave();
    }

    /** @param file of inputs, one a line, in Base64: those that reach every corner, and those that once broke something */
    @ParameterizedTest
    @ValueSource(strings = {"strangers.txt", "findings.txt"})
    void getsNowhereWhateverItSays(String file) throws IOException {
        for (String input : Files.readAllLines(Path.of("src/test/resources/org/dayfly/frontend", file))) {
            assertThatCode(() -> Stranger.meet(Base64.getDecoder().decode(input)))
                    .as(input)
                    .doesNotThrowAnyException();
        }
    }
}
