package org.dayfly.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Whoever is at the other end of a connection to the proxy. */
public record Client(ConnectionId id, Channel channel) {
    /** What is reached by TCP where this channel came by a Unix socket. */
    public static final AttributeKey<InetSocketAddress> STANDS_FOR = AttributeKey.valueOf("dayfly.standsFor");

    private static final AttributeKey<InetSocketAddress> COMES_FROM = AttributeKey.valueOf("dayfly.comesFrom");

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

    /** Sets where it comes from, as a load balancer in between has it. */
    public void comesFrom(InetSocketAddress address) {
        channel.attr(COMES_FROM).set(address);
    }

    /** Where it comes from; empty for a Unix socket. */
    public Optional<InetAddress> address() {
        return socketAddress().map(InetSocketAddress::getAddress);
    }

    /** The same for the log, with the port. */
    public String from() {
        return socketAddress().map(InetSocketAddress::toString).orElse("the Unix socket");
    }

    private Optional<InetSocketAddress> socketAddress() {
        InetSocketAddress told = channel.attr(COMES_FROM).get();
        return told == null && channel.remoteAddress() instanceof InetSocketAddress from
                ? Optional.of(from)
                : Optional.ofNullable(told);
    }

    /** The address of ours that it reached, or would have by TCP. */
    Optional<InetSocketAddress> reached() {
        return channel.localAddress() instanceof InetSocketAddress at
                ? Optional.of(at)
                : Optional.ofNullable(channel.attr(STANDS_FOR).get());
    }
}
