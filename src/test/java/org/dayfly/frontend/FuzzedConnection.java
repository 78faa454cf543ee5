package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dayfly.Packet;
import org.dayfly.config.TlsMode;
import org.jspecify.annotations.Nullable;

/** One connection to dayfly without a socket. It takes one input, and then checks what dayfly did. */
final class FuzzedConnection {
    private static final byte[] LET_IN = {'R', 0, 0, 0, 8, 0, 0, 0, 0};
    private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true, true);
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final EmbeddedChannel dayfly;
    private @Nullable EmbeddedChannel client;

    private FuzzedConnection(Encryption encryption, boolean local, boolean balanced) {
        dayfly = new EmbeddedChannel(false, false, new ChannelHandler[0]) {
            @Override
            public SocketAddress remoteAddress() {
                return local ? super.remoteAddress() : new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
            }
        };
        join(dayfly, FuzzedFrontend.pipeline(encryption, balanced));
    }

    static FuzzedConnection clear() {
        return new FuzzedConnection(FuzzedFrontend.encryption(TlsMode.DISABLE), false, false);
    }

    static FuzzedConnection tlsAllowed() {
        return new FuzzedConnection(FuzzedFrontend.encryption(TlsMode.ALLOW), false, false);
    }

    static FuzzedConnection tlsRequired() {
        return new FuzzedConnection(FuzzedFrontend.encryption(TlsMode.REQUIRE), false, false);
    }

    static FuzzedConnection unixSocket() {
        return new FuzzedConnection(FuzzedFrontend.encryption(TlsMode.ALLOW), true, false);
    }

    static FuzzedConnection loadBalancer() {
        return new FuzzedConnection(FuzzedFrontend.encryption(TlsMode.ALLOW), false, true);
    }

    private void join(EmbeddedChannel channel, ChannelHandler handler) {
        channel.config().setAllocator(memory);
        channel.pipeline().addLast(handler);
        try {
            channel.register();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Begins TLS as libpq does. */
    FuzzedConnection encrypt() {
        deliver(Packet.sslRequest());
        heard.reset();
        SslHandler tls = FuzzedFrontend.clientTls(memory);
        EmbeddedChannel peer = new EmbeddedChannel(false, false, new ChannelHandler[0]);
        join(peer, tls);
        client = peer;
        carry(peer);
        assertThat(tls.handshakeFuture().isSuccess()).as("TLS").isTrue();
        return this;
    }

    /** Sends the bytes, closes the connection, and checks what dayfly did. */
    void say(byte[] bytes, boolean oneByOne) {
        if (oneByOne) {
            for (int i = 0; i < bytes.length && dayfly.isOpen(); i++) {
                deliver(new byte[] {bytes[i]});
            }
        } else {
            deliver(bytes);
        }
        Optional.ofNullable(client).ifPresent(EmbeddedChannel::finishAndReleaseAll);
        dayfly.finishAndReleaseAll();
        FuzzedFrontend.checkForInternalErrors();
        assertThat(indexOf(heard.toByteArray(), LET_IN)).as("let in").isNegative();
        assertThat(memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory())
                .as("bytes not released")
                .isZero();
    }

    /** Delivers the bytes if dayfly reads. If dayfly does not read, lets the longest delay pass first. */
    private void deliver(byte[] bytes) {
        if (!dayfly.config().isAutoRead()) {
            dayfly.advanceTimeBy(LONGEST_TURN.toNanos(), TimeUnit.NANOSECONDS);
            dayfly.runScheduledPendingTasks();
        }
        if (!dayfly.isOpen() || !dayfly.config().isAutoRead() || bytes.length == 0) {
            return;
        }
        ByteBuf said = memory.buffer(bytes.length).writeBytes(bytes);
        if (client == null) {
            dayfly.writeInbound(said);
            dayfly.runPendingTasks();
            for (ByteBuf answer = dayfly.readOutbound(); answer != null; answer = dayfly.readOutbound()) {
                hear(answer);
            }
        } else {
            client.writeOutbound(said);
            carry(client);
        }
    }

    /** Carries bytes between the client and dayfly until both have nothing more to send. */
    private void carry(EmbeddedChannel peer) {
        boolean moved;
        do {
            moved = false;
            for (Object out = peer.readOutbound(); out != null; out = peer.readOutbound()) {
                moved = true;
                if (dayfly.isOpen()) {
                    dayfly.writeInbound(out);
                } else {
                    ReferenceCountUtil.release(out);
                }
            }
            dayfly.runPendingTasks();
            for (Object out = dayfly.readOutbound(); out != null; out = dayfly.readOutbound()) {
                moved = true;
                peer.writeInbound(out);
            }
        } while (moved);
        for (ByteBuf answer = peer.readInbound(); answer != null; answer = peer.readInbound()) {
            hear(answer);
        }
    }

    private void hear(ByteBuf answer) {
        byte[] bytes = new byte[answer.readableBytes()];
        answer.readBytes(bytes).release();
        heard.writeBytes(bytes);
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i + part.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }
}
