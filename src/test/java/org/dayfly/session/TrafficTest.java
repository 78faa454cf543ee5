package org.dayfly.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Idle time, bytes, boundaries and queries of a session are known without decoding a message. */
class TrafficTest {
    private static final String READY = "Z\0\0\0\5I";
    private static final String TERMINATE = "X\0\0\0\4";

    private final AtomicLong now = new AtomicLong(-5_000_000_000L);
    private final Traffic traffic = new Traffic(now::get);

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }

    private void after(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private long idleSeconds() {
        return Duration.ofNanos(now.get() - traffic.lastUsed(now.get())).toSeconds();
    }

    @Test
    void theBeginningOfASessionCountsAsUse() {
        after(3);
        assertThat(idleSeconds()).isEqualTo(3);
        assertThat(traffic.age()).isEqualTo(Duration.ofSeconds(3));
        assertThat(traffic.busy()).isFalse();
    }

    @Test
    void aSessionIsBusyWhileTheServerOwesAnAnswer() {
        traffic.fromClient(bytes("Q"));
        after(1000);
        assertThat(traffic.busy()).isTrue();
        assertThat(idleSeconds()).isZero();
        traffic.fromServer(bytes(READY));
        after(7);
        assertThat(traffic.busy()).isFalse();
        assertThat(idleSeconds()).isEqualTo(7);
    }

    @Test
    void bytesAreCountedBothWays() {
        traffic.fromClient(bytes("12345"));
        traffic.fromServer(bytes("123"));
        traffic.fromServer(bytes("4567"));
        assertThat(traffic.clientBytes()).isEqualTo(5);
        assertThat(traffic.serverBytes()).isEqualTo(7);
    }

    @Test
    void countingBytesConsumesNone() {
        ByteBuf some = bytes("12345");
        traffic.fromClient(some);
        traffic.fromServer(some);
        assertThat(some.readableBytes()).isEqualTo(5);
    }

    @Test
    void theGreetingIsABoundary() {
        traffic.greeted(bytes(READY));
        assertThat(traffic.atBoundary()).isTrue();
    }

    @Test
    void theGreetingStaysABoundaryUntilTheFirstAnswer() {
        traffic.greeted(bytes(READY));
        traffic.fromClient(bytes("Q"));
        assertThat(traffic.atBoundary()).isTrue();
        traffic.fromServer(bytes(READY));
        traffic.fromClient(bytes("Q"));
        assertThat(traffic.atBoundary()).isFalse();
    }

    @Test
    void aWholeReadyForQueryIsABoundaryHoweverItIsCut() {
        String answer = "D\0\0\0\12anything" + READY;
        for (int cut = 0; cut <= answer.length(); cut++) {
            traffic.fromClient(bytes("Q"));
            traffic.fromServer(bytes(answer.substring(0, cut)));
            assertThat(traffic.atBoundary()).isEqualTo(cut == answer.length());
            traffic.fromServer(bytes(answer.substring(cut)));
            assertThat(traffic.atBoundary()).isTrue();
        }
    }

    @Test
    void aReadyForQueryByteByByteIsABoundary() {
        for (int i = 0; i < READY.length(); i++) {
            assertThat(traffic.atBoundary()).isFalse();
            traffic.fromServer(bytes(READY.substring(i, i + 1)));
        }
        assertThat(traffic.atBoundary()).isTrue();
    }

    @Test
    void theMiddleOfAResultIsNoBoundary() {
        traffic.fromServer(bytes(READY));
        traffic.fromServer(bytes("D\0\0"));
        assertThat(traffic.atBoundary()).isFalse();
    }

    @Test
    void aQueryAfterAnAnswerIsNoBoundary() {
        traffic.fromServer(bytes(READY));
        traffic.fromClient(bytes("Q"));
        assertThat(traffic.atBoundary()).isFalse();
    }

    @Test
    void terminateAloneIsNoQuery() {
        assertThat(traffic.queried()).isFalse();
        traffic.fromClient(bytes(TERMINATE));
        assertThat(traffic.queried()).isFalse();
        assertThat(traffic.terminated()).isTrue();
    }

    @Test
    void terminateInPiecesIsStillTerminate() {
        traffic.fromClient(bytes("X\0\0"));
        assertThat(traffic.terminated()).isFalse();
        traffic.fromClient(bytes("\0\4"));
        assertThat(traffic.terminated()).isTrue();
        assertThat(traffic.queried()).isFalse();
    }

    @Test
    void everyOtherMessageIsAQuery() {
        traffic.fromClient(bytes("S\0\0\0\4"));
        assertThat(traffic.queried()).isTrue();
        traffic.fromClient(bytes(TERMINATE));
        assertThat(traffic.queried()).isTrue();
    }

    @Test
    void onlyTerminateAloneEndsASessionThatIsIdle() {
        traffic.greeted(bytes("Z\0\0\0\5I"));
        assertThat(traffic.endsIdle(bytes(TERMINATE))).isTrue();
        assertThat(traffic.endsIdle(bytes("Q\0\0\0\4"))).isFalse();
        assertThat(traffic.endsIdle(bytes("S\0\0\0\4" + TERMINATE))).isFalse();
        assertThat(traffic.endsIdle(bytes("X\0\0"))).isFalse();
    }

    @Test
    void aSessionInATransactionOrWithAQueryIsNotIdle() {
        traffic.greeted(bytes("Z\0\0\0\5I"));
        traffic.fromClient(bytes("Q"));
        assertThat(traffic.endsIdle(bytes(TERMINATE))).isFalse();
        traffic.fromServer(bytes("Z\0\0\0\5T"));
        assertThat(traffic.endsIdle(bytes(TERMINATE))).isFalse();
        traffic.fromServer(bytes("Z\0\0\0\5E"));
        assertThat(traffic.endsIdle(bytes(TERMINATE))).isFalse();
        traffic.fromServer(bytes("Z\0\0\0\5I"));
        assertThat(traffic.endsIdle(bytes(TERMINATE))).isTrue();
    }
}
