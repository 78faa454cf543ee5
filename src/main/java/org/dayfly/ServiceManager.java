package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever started this process as a service and waits to hear that it is one; nobody, as a rule.
 *
 * @param socket where it hears, as a path; one that begins with @ is in Linux's abstract namespace
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html">sd_notify(3)</a>
 */
record ServiceManager(Optional<String> socket) {
    private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);
    private static final String READY = "READY=1";
    private static final String STOPPING = "STOPPING=1";

    static ServiceManager of(Map<String, String> environment) {
        return new ServiceManager(Optional.ofNullable(environment.get("NOTIFY_SOCKET")));
    }

    /** Clients can connect. */
    void ready() {
        tell(READY);
    }

    /** They no longer can; what is open may take its time. */
    void stopping() {
        tell(STOPPING);
    }

    private void tell(String news) {
        if (socket.isPresent() && Epoll.isAvailable()) {
            tell(new DomainSocketAddress(socket.get().replaceFirst("^@", "\0")), news);
        }
    }

    private static void tell(DomainSocketAddress manager, String news) {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        ChannelFuture told = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(manager)
                .awaitUninterruptibly();
        if (told.isSuccess()) {
            told = told.channel()
                    .writeAndFlush(Unpooled.copiedBuffer(news, US_ASCII))
                    .awaitUninterruptibly();
        }
        if (!told.isSuccess()) {
            log.warn(
                    "the service manager was not told {}: {}",
                    news,
                    told.cause().toString());
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
