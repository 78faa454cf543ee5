package org.dayfly.cluster;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Reads and writes a channel as a blocking stream with a timeout for reads, which a blocking channel does not have.
 *
 * <p>One thread may read while another thread writes. Each waits on its own selector. Closing the stream wakes both.
 */
final class UnixSocketStream {
    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;

    private UnixSocketStream(SocketChannel channel, Selector readable, Selector writable) {
        this.channel = channel;
        this.readable = readable;
        this.writable = writable;
    }

    static UnixSocketStream over(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        Selector readable = Selector.open();
        Selector writable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
        return new UnixSocketStream(channel, readable, writable);
    }

    /**
     * Reads bytes, and waits for the first byte.
     *
     * @param timeoutMillis longest wait in milliseconds; 0 waits for ever
     * @return the number of bytes, or -1 at the end
     * @throws SocketTimeoutException if no byte arrives in time; nothing is lost, and the caller may read again
     */
    int read(byte[] bytes, int offset, int length, int timeoutMillis) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer target = ByteBuffer.wrap(bytes, offset, length);
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
        int count = channel.read(target);
        while (count == 0) {
            long left = deadline - System.nanoTime();
            if (timeoutMillis != 0 && left <= 0) {
                throw new SocketTimeoutException("nothing to read for " + timeoutMillis + " ms");
            }
            await(readable, timeoutMillis == 0 ? 0 : Math.max(1, left / 1_000_000));
            count = channel.read(target);
        }
        return count;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
        while (source.hasRemaining()) {
            if (channel.write(source) == 0) {
                await(writable, 0);
            }
        }
    }

    private static void await(Selector selector, long millis) throws IOException {
        try {
            selector.select(millis);
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            throw closed(e);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new SocketException("interrupted");
        }
    }

    private static IOException closed(Exception cause) {
        IOException closed = new ClosedChannelException();
        closed.initCause(cause);
        return closed;
    }

    void close() throws IOException {
        try (channel;
                readable;
                writable) {
            // The channel is closed last, when no thread waits for it any more.
        }
    }
}
