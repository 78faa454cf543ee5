package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What a fuzzer has found worth saying, said again: {@code scripts/fuzz} looks for more. */
final class StrangerTest {
    /** An input a line, in Base64. */
    private static final Path CORPUS = Path.of("src/test/resources/org/dayfly/frontend/strangers.txt");

    @Test
    void getsNowhereWhateverItSays() throws IOException {
        for (String input : Files.readAllLines(CORPUS)) {
            assertThatCode(() -> Stranger.meet(Base64.getDecoder().decode(input)))
                    .as(input)
                    .doesNotThrowAnyException();
        }
    }
}
