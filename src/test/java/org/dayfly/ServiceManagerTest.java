package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dayfly tells the service manager when clients can connect and when dayfly stops. */
final class ServiceManagerTest {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Test
    void theServiceManagerIsToldWhenClientsCanConnectAndWhenDayflyStops(@TempDir Path folder) throws Exception {
        assumeTrue(Epoll.isAvailable(), "there is no epoll");
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ServedFolder state = ServedFolder.create()) {
            Path socket = folder.resolve("notify");
            listen(loop, socket);
            try (ServeProcess dayfly = ServeProcess.startUnder(Map.of("NOTIFY_SOCKET", socket.toString()), state)) {
                // Each start makes the template of databases.init, even an empty one.
                assertThat(heard.poll(10, TimeUnit.SECONDS))
                        .isEqualTo("EXTEND_TIMEOUT_USEC=120000000\nSTATUS=starting; databases.init: making it");
                assertThat(nextAfterProgress()).startsWith("READY=1\n");
                TestProxy.connect(dayfly.port(), "new").close();
                dayfly.terminate();
                assertThat(dayfly.exit()).isZero();
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("STOPPING=1");
                assertThat(heard).isEmpty();
            }
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    /** Skips reports of progress: a slow start sends several of them. */
    private String nextAfterProgress() throws InterruptedException {
        String news = String.valueOf(heard.poll(10, TimeUnit.SECONDS));
        return news.startsWith("EXTEND_TIMEOUT_USEC=") ? nextAfterProgress() : news;
    }

    private void listen(EventLoopGroup loop, Path socket) throws InterruptedException {
        new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket packet) {
                        heard.add(packet.content().toString(US_ASCII));
                    }
                })
                .bind(new DomainSocketAddress(socket.toString()))
                .sync();
    }

    @Test
    void aMissingServiceManagerDoesNoHarm(@TempDir Path folder) {
        ServiceManager gone = ServiceManager.of(
                Map.of("NOTIFY_SOCKET", folder.resolve("nowhere").toString()));
        assertThatCode(gone::ready).doesNotThrowAnyException();
    }
}
