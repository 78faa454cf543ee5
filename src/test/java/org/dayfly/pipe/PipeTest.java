package org.dayfly.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every byte goes to the other side in order, whichever side is slow. */
final class PipeTest {
    private final TwoEnds ends = new TwoEnds();
    private final Side client = ends.client;
    private final Side server = ends.server;
    private final Pipe pipe = ends.pipe;

    @AfterEach
    void close() {
        ends.close();
    }

    @Test
    void readsNothingBeforeItIsOpened() {
        assertThat(client.reads()).isFalse();
        assertThat(server.reads()).isFalse();
        pipe.open(CompletableFuture.completedFuture(null));
        assertThat(client.reads()).isTrue();
        assertThat(server.reads()).isTrue();
    }

    @Test
    void neverReadsTheServerIfTheClientMayNotHaveAnswers() {
        CompletableFuture<Void> mayAnswer = new CompletableFuture<>();
        pipe.open(mayAnswer);
        mayAnswer.completeExceptionally(new IllegalStateException("not recorded"));
        server.run();
        assertThat(server.reads()).isFalse();
    }

    @Test
    void neverReadsTheServerIfTheClientMayNotHaveAnswersFromTheStart() {
        pipe.open(CompletableFuture.failedFuture(new IllegalStateException("not recorded")));
        server.run();
        assertThat(server.reads()).isFalse();
    }

    @Test
    void doesNotReadTheServerBeforeAnswersAreAllowed() {
        CompletableFuture<Void> mayAnswer = new CompletableFuture<>();
        pipe.open(mayAnswer);
        client.says("question");
        assertThat(server.got()).isEqualTo("question");
        assertThat(server.reads()).isFalse();
        mayAnswer.complete(null);
        server.run();
        assertThat(server.reads()).isTrue();
    }

    @Test
    void passesBytesThatWereHeldBackBeforeLaterBytes() {
        client.channel.pipeline().fireChannelRead(Side.bytes("early")).fireChannelReadComplete();
        pipe.open(CompletableFuture.completedFuture(null));
        client.says(" late");
        assertThat(server.got()).isEqualTo("early late");
    }

    @Test
    void passesBothWaysAndTellsTheListener() {
        pipe.open(CompletableFuture.completedFuture(null));
        client.says("question");
        server.says("ans");
        server.says("wer");
        assertThat(server.got()).isEqualTo("question");
        assertThat(client.got()).isEqualTo("answer");
        assertThat(ends.heard).containsExactly("client:question", "server:ans", "server:wer");
    }

    @Test
    void stopsReadingTheServerWhileTheClientTakesNothing() {
        pipe.open(CompletableFuture.completedFuture(null));
        client.blocked(true);
        assertThat(server.reads()).isFalse();
        assertThat(client.reads()).isTrue();
        client.says("still heard");
        assertThat(server.got()).isEqualTo("still heard");
        client.blocked(false);
        assertThat(server.reads()).isTrue();
    }

    @Test
    void stopsReadingTheClientWhileTheServerTakesNothing() {
        pipe.open(CompletableFuture.completedFuture(null));
        server.blocked(true);
        assertThat(client.reads()).isFalse();
        assertThat(server.reads()).isTrue();
        server.says("still heard");
        assertThat(client.got()).isEqualTo("still heard");
        server.blocked(false);
        assertThat(client.reads()).isTrue();
    }

    @Test
    void doesNotReadTheClientIfTheServerIsBlockedFromTheStart() {
        server.blocked(true);
        pipe.open(CompletableFuture.completedFuture(null));
        assertThat(client.reads()).isFalse();
        assertThat(server.reads()).isTrue();
    }

    @Test
    void flushesWaitingBytesWhenASideIsBlocked() {
        pipe.open(CompletableFuture.completedFuture(null));
        client.channel.pipeline().fireChannelRead(Side.bytes("no end of this read as yet"));
        assertThat(server.got()).isEmpty();
        server.blocked(true);
        assertThat(server.got()).isEqualTo("no end of this read as yet");
    }
}
