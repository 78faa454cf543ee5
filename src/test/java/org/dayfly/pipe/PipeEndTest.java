package org.dayfly.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** If one side closes, the pipe sends the other side the bytes that are left, and closes it. */
final class PipeEndTest {
    private final TwoEnds ends = new TwoEnds();
    private final Side client = ends.client;
    private final Side server = ends.server;
    private final Pipe pipe = ends.pipe;

    @AfterEach
    void close() {
        ends.close();
    }

    @Test
    void closesTheServerAfterTheClientOnceTheServerHasAllBytes() {
        pipe.open(CompletableFuture.completedFuture(null));
        server.holdsWrites();
        client.says("last question");
        client.channel.close();
        server.run();
        assertThat(server.channel.isOpen()).isTrue();
        server.takesWrites();
        assertThat(server.got()).isEqualTo("last question");
        assertThat(server.channel.isOpen()).isFalse();
        assertThat(ends.heard).containsExactly("client:last question", "CLIENT_GONE", "closed");
    }

    @Test
    void keepsReadingTheServerAfterTheClientIsGone() {
        pipe.open(CompletableFuture.completedFuture(null));
        client.blocked(true);
        server.holdsWrites();
        client.channel.close();
        assertThat(server.reads()).isTrue();
        server.says("for nobody");
        server.takesWrites();
        assertThat(ends.heard).endsWith("closed");
    }

    @Test
    void closesTheClientAfterTheServerOnceTheClientHasAllBytes() {
        pipe.open(CompletableFuture.completedFuture(null));
        client.holdsWrites();
        server.says("FATAL");
        server.channel.close();
        assertThat(client.channel.isOpen()).isTrue();
        client.takesWrites();
        assertThat(client.got()).isEqualTo("FATAL");
        assertThat(client.channel.isOpen()).isFalse();
        assertThat(ends.heard).containsExactly("server:FATAL", "SERVER_GONE", "closed");
    }

    @Test
    void closesASideThatDoesNotTakeTheLastBytesInTime() {
        pipe.open(CompletableFuture.completedFuture(null));
        client.holdsWrites();
        server.says("FATAL");
        server.channel.close();
        client.channel.advanceTimeBy(11, TimeUnit.SECONDS);
        client.channel.runScheduledPendingTasks();
        assertThat(client.channel.isOpen()).isFalse();
        assertThat(ends.heard).endsWith("closed");
    }

    @Test
    void stillReadsAServerAfterAWriteToTheServerFails() {
        pipe.open(CompletableFuture.completedFuture(null));
        server.failsWrites();
        client.says("into the void");
        assertThat(server.channel.isOpen()).isTrue();
        server.says("FATAL: terminated");
        server.channel.close();
        assertThat(client.got()).isEqualTo("FATAL: terminated");
        assertThat(ends.heard).endsWith("SERVER_GONE", "closed");
    }

    @Test
    void sendsTheClientALastMessageIfTheOwnerEndsThePipe() {
        pipe.open(CompletableFuture.completedFuture(null));
        server.says("whole answer,");
        pipe.end(Side.bytes(" FATAL"));
        assertThat(client.got()).isEqualTo("whole answer, FATAL");
        assertThat(ends.heard).containsExactly("server:whole answer,", "ENDED", "closed");
    }

    @Test
    void reportsOnlyTheFirstEnd() {
        pipe.open(CompletableFuture.completedFuture(null));
        client.channel.close();
        pipe.end(Side.bytes("too late"));
        server.channel.close();
        assertThat(ends.heard).containsExactly("CLIENT_GONE", "closed");
    }

    @Test
    void endsAtOnceIfTheServerIsAlreadyGone() {
        server.channel.close();
        pipe.open(CompletableFuture.completedFuture(null));
        assertThat(client.channel.isOpen()).isFalse();
        assertThat(ends.heard).containsExactly("SERVER_GONE", "closed");
    }

    @Test
    void endsAtOnceIfTheClientIsAlreadyGone() {
        client.channel.close();
        pipe.open(CompletableFuture.completedFuture(null));
        assertThat(server.channel.isOpen()).isFalse();
        assertThat(ends.heard).containsExactly("CLIENT_GONE", "closed");
    }

    @Test
    void reportsOneEndIfBothSidesAreGone() {
        client.channel.close();
        server.channel.close();
        pipe.open(CompletableFuture.completedFuture(null));
        assertThat(ends.heard).containsExactly("CLIENT_GONE", "closed");
    }

    @Test
    void leavesTheServerOpenIfThePipeParts() {
        pipe.open(CompletableFuture.completedFuture(null));
        client.says(TwoEnds.PARTING);
        client.run();
        assertThat(server.got()).isEmpty();
        assertThat(client.channel.isOpen()).isFalse();
        assertThat(server.channel.isOpen()).isTrue();
        assertThat(server.channel.pipeline().get(PipeHandler.class)).isNull();
        assertThat(ends.heard).containsExactly("client:" + TwoEnds.PARTING, "PARTED", "closed");
        server.channel.close();
        assertThat(ends.heard).endsWith("PARTED", "closed");
    }

    @Test
    void passesNothingOnAfterThePipeHasParted() {
        pipe.open(CompletableFuture.completedFuture(null));
        client.holdsWrites();
        server.says("slow answer");
        client.says(TwoEnds.PARTING);
        client.says("more");
        client.blocked(true);
        assertThat(server.got()).isEmpty();
        assertThat(ends.heard).doesNotContain("client:more");
        assertThat(server.reads()).isTrue();
        client.takesWrites();
        assertThat(client.got()).isEqualTo("slow answer");
        assertThat(client.channel.isOpen()).isFalse();
    }
}
