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
 * Whoever started this process as a service and waits to hear that it is one; nobody, as a rule.
 *
 * @param socket where it hears, as a path; one that begins with @ is in Linux's abstract namespace
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html">sd_notify(3)</a>
 */
record ServiceManager(Optional<String> socket) {
    private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);
    private static final String READY = "READY=1\nSTATUS=clients can connect";
    private static final String STOPPING = "STOPPING=1";

    /** Well within the 90 s after which systemd gives up a start of which it hears nothing. */
    private static final Duration BETWEEN = Duration.ofSeconds(20);

    private static final Duration EXTENSION = Duration.ofMinutes(2);

    static ServiceManager of(Map<String, String> environment) {
        return new ServiceManager(Optional.ofNullable(environment.get("NOTIFY_SOCKET")));
    }

    /** The start goes on, as long as this is open: templates may take hours to make. */
    Starting starting() {
        return new Starting();
    }

    /** Clients can connect. */
    void ready() {
        tell(READY);
    }

    /** They no longer can; what is open may take its time. */
    void stopping() {
        tell(STOPPING);
    }

    /** A start that has not come to its end. */
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

        /** Tells what takes long. */
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

        /** Nothing is told any more once this returns. */
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
                    "the service manager was not told {}: {}",
                    news,
                    told.cause().toString());
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
