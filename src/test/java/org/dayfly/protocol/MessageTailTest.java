package org.dayfly.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The last eight bytes tell whether a stream ended in a message of fixed length. */
final class MessageTailTest {
    private static long tail(int... bytes) {
        ByteBuffer eight = ByteBuffer.allocate(8);
        for (int each : bytes) {
            eight.put((byte) each);
        }
        return eight.getLong(0);
    }

    @ParameterizedTest
    @ValueSource(chars = {'I', 'T', 'E'})
    void knowsReadyForQueryInEveryState(char state) {
        assertThat(ReadyForQuery.endsIn(tail('x', 'x', 'Z', 0, 0, 0, 5, state))).isTrue();
        assertThat(ReadyForQuery.endsIn(tail(0xff, 0xff, 'Z', 0, 0, 0, 5, state)))
                .isTrue();
    }

    @Test
    void takesNothingElseForReadyForQuery() {
        assertThat(ReadyForQuery.endsIn(0)).isFalse();
        assertThat(ReadyForQuery.endsIn(tail('x', 'x', 'Z', 0, 0, 0, 5, 'X'))).isFalse();
        assertThat(ReadyForQuery.endsIn(tail('x', 'x', 'Y', 0, 0, 0, 5, 'I'))).isFalse();
        assertThat(ReadyForQuery.endsIn(tail('x', 'x', 'Z', 0, 0, 0, 6, 'I'))).isFalse();
        assertThat(ReadyForQuery.endsIn(tail('x', 'x', 'Z', 1, 0, 0, 5, 'I'))).isFalse();
        assertThat(ReadyForQuery.endsIn(tail('x', 'Z', 0, 0, 0, 5, 'I', 'x'))).isFalse();
    }

    @Test
    void knowsTerminate() {
        assertThat(Terminate.endsIn(tail(1, 2, 3, 'X', 0, 0, 0, 4))).isTrue();
        assertThat(Terminate.endsIn(tail(0, 0, 0, 'X', 0, 0, 0, 4))).isTrue();
        assertThat(Terminate.endsIn(tail(1, 2, 3, 'X', 0, 0, 0, 5))).isFalse();
        assertThat(Terminate.endsIn(tail(1, 2, 3, 'x', 0, 0, 0, 4))).isFalse();
        assertThat(Terminate.endsIn(0)).isFalse();
    }
}
