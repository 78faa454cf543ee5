package org.dayfly.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A client's connection to the proxy. */
public record Client(ConnectionId id, Channel channel) {
    /** The TCP address that clients of a Unix socket are told instead of that socket. */
    public static final AttributeKey<InetSocketAddress> STANDS_FOR = AttributeKey.valueOf("dayfly.standsFor");

    private static final AttributeKey<InetSocketAddress> COMES_FROM = AttributeKey.valueOf("dayfly.comesFrom");

    private static final AttributeKey<BooleanSupplier> WORK = AttributeKey.valueOf("dayfly.work");

    /** Notes that the client waits for a server, and how to ask whether this server makes a copy that takes long. */
    void waitsFor(BooleanSupplier largeCopy) {
        channel.attr(WORK).set(largeCopy);
    }

    /** Whether the client waits for a server that makes a copy that takes long. */
    public boolean waitsForLargeCopy() {
        BooleanSupplier work = channel.attr(WORK).get();
        return work != null && work.getAsBoolean();
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    /** Runs a task on the client's event loop; at once if the caller is on that event loop. */
    void onLoop(Runnable task) {
        if (loop().inEventLoop()) {
            task.run();
        } else {
            loop().execute(task);
        }
    }

    /** Completes when the client has closed its connection. */
    CompletableFuture<Void> left() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        channel.closeFuture().addListener(closed -> left.complete(null));
        return left;
    }

    /** Sets the client's address, as a load balancer in between reports it. */
    public void comesFrom(InetSocketAddress address) {
        channel.attr(COMES_FROM).set(address);
    }

    /** The client's address; empty for a Unix socket. */
    public Optional<InetAddress> address() {
        return socketAddress().map(InetSocketAddress::getAddress);
    }

    /** The client's address and port, for the log. */
    public String from() {
        return socketAddress().map(InetSocketAddress::toString).orElse("the Unix socket");
    }

    private Optional<InetSocketAddress> socketAddress() {
        InetSocketAddress told = channel.attr(COMES_FROM).get();
        return told == null && channel.remoteAddress() instanceof InetSocketAddress from
                ? Optional.of(from)
                : Optional.ofNullable(told);
    }

    /** The address of dayfly that the client reached; for a Unix socket, the TCP address that stands for it. */
    Optional<InetSocketAddress> reached() {
        return channel.localAddress() instanceof InetSocketAddress at
                ? Optional.of(at)
                : Optional.ofNullable(channel.attr(STANDS_FOR).get());
    }
}
