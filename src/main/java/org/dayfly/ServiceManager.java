package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager that started this process and waits until the process is ready. As a rule there is none.
 *
 * @param socket path of the socket where the service manager listens; a path that begins with @ is in Linux's abstract
 *     namespace
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html">sd_notify(3)</a>
 */
record ServiceManager(Optional<String> socket) {
    private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);
    private static final String READY = "READY=1\nSTATUS=clients can connect";
    private static final String STOPPING = "STOPPING=1";

    /** Well below 90 s: after 90 s without news, systemd gives up a start. */
    private static final Duration BETWEEN = Duration.ofSeconds(20);

    private static final Duration EXTENSION = Duration.ofMinutes(2);

    static ServiceManager of(Map<String, String> environment) {
        return new ServiceManager(Optional.ofNullable(environment.get("NOTIFY_SOCKET")));
    }

    /** Reports that the start goes on, until the result is closed. Templates may take hours to make. */
    Starting starting() {
        return new Starting();
    }

    /** Reports that clients can connect. */
    void ready() {
        tell(READY);
    }

    /** Reports that clients can no longer connect. Open sessions may take their time to end. */
    void stopping() {
        tell(STOPPING);
    }

    /** A start that is not over. */
    final class Starting implements AutoCloseable {
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "service-manager");
            thread.setDaemon(true);
            return thread;
        });
        private volatile String step = "starting";

        private Starting() {
            if (socket.isPresent()) {
                clock.scheduleAtFixedRate(this::goesOn, BETWEEN.toSeconds(), BETWEEN.toSeconds(), TimeUnit.SECONDS);
            }
        }

        /** Reports a step that takes long. */
        void step(String what) {
            step = "starting; " + what;
            goesOn();
        }

        private synchronized void goesOn() {
            if (clock.isShutdown()) {
                return;
            }
            tell("EXTEND_TIMEOUT_USEC=%d\nSTATUS=%s"
                    .formatted(TimeUnit.NANOSECONDS.toMicros(EXTENSION.toNanos()), step));
        }

        /** Ends the reports: nothing is sent after this method returns. */
        @Override
        public synchronized void close() {
            clock.shutdownNow();
        }
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
                    .writeAndFlush(Unpooled.copiedBuffer(news, UTF_8))
                    .awaitUninterruptibly();
        }
        if (!told.isSuccess()) {
            log.warn(
                    "could not report {} to the service manager: {}",
                    news,
                    told.cause().toString());
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
