package org.dayfly.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Whoever is at the other end of a connection to the proxy. */
public record Client(ConnectionId id, Channel channel) {
    EventLoop loop() {
        return channel.eventLoop();
    }

    /** Runs something on its event loop, at once where that is the caller's. */
    void onLoop(Runnable task) {
        if (loop().inEventLoop()) {
            task.run();
        } else {
            loop().execute(task);
        }
    }

    /** Where it comes from; empty for a Unix socket. */
    Optional<InetAddress> address() {
        return channel.remoteAddress() instanceof InetSocketAddress from
                ? Optional.of(from.getAddress())
                : Optional.empty();
    }

    /** The address of ours that it reached; empty for a Unix socket. */
    Optional<InetSocketAddress> reached() {
        return channel.localAddress() instanceof InetSocketAddress at ? Optional.of(at) : Optional.empty();
    }
}
