package org.dayfly.backend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** dayfly asks the server something in a session that no client uses, and takes only the expected answer. */
final class InquiryTest {
    private static final String DISCARDED = "C\0\0\0\20DISCARD ALL\0";
    private static final String IDLE = "Z\0\0\0\5I";
    private static final String ROW = "D\0\0\0\16\0\1\0\0\0\4four";
    private static final String SELECTED = "C\0\0\0\15SELECT 1\0";
    private static final String STATUS = "S\0\0\0\10a\0b\0";

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final BackendSession session = KnownBackend.listening(channel);
    private final CompletableFuture<String> answer = session.ask(
            Inquiry.of(Inquiry.Step.of("DISCARD ALL", "DISCARD ALL"), Inquiry.Step.of("SELECT 4", "SELECT 1")));

    @AfterEach
    void close() {
        session.close();
        channel.finishAndReleaseAll();
    }

    private void says(String text) {
        for (byte each : text.getBytes(ISO_8859_1)) {
            channel.writeInbound(Unpooled.buffer(1).writeByte(each));
        }
    }

    @Test
    void sendsAllQueriesAtOnceAndTakesTheLastRow() {
        ByteBuf sent = channel.readOutbound();
        assertThat(sent.toString(ISO_8859_1)).isEqualTo("Q\0\0\0\20DISCARD ALL\0Q\0\0\0\15SELECT 4\0");
        sent.release();
        says(STATUS + DISCARDED + IDLE + ROW + SELECTED);
        assertThat(answer).isNotDone();
        says(IDLE);
        assertThat(answer).isCompletedWithValue("four");
        assertThat(channel.pipeline().get(InquiryHandler.class)).isNull();
        assertThat(channel.pipeline().get(BackendFrameDecoder.class)).isNull();
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "N\0\0\0\5\0",
                "E\0\0\0\5\0",
                "A\0\0\0\12\0\0\0\1a\0\0",
                SELECTED,
                IDLE,
                DISCARDED + "Z\0\0\0\5T",
                DISCARDED + DISCARDED,
                DISCARDED + IDLE + IDLE,
                DISCARDED + IDLE + DISCARDED
            })
    void failsAtAnythingElse(String others) {
        says(others);
        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void failsIfTheServerEndsTheConnection() {
        says(DISCARDED);
        channel.close();
        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void failsAtOnceOnAClosedConnection() {
        channel.close();
        assertThat(session.ask(Inquiry.of(Inquiry.Step.of("SELECT 4", "SELECT 1"))))
                .isCompletedExceptionally();
    }

    @Test
    void leavesWhatFollowsToTheSession() {
        says(DISCARDED + IDLE + SELECTED + IDLE);
        boolean[] heard = new boolean[1];
        session.onSound(() -> heard[0] = true);
        channel.runPendingTasks();
        assertThat(heard[0]).isFalse();
        says(STATUS);
        assertThat(heard[0]).isTrue();
    }
}
