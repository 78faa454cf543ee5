package org.dayfly.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Two channels of one event loop that hand each other every byte, in order and unread, until one of them ends.
 *
 * <p>All methods are for that event loop. A side that does not take what is written to it makes the pipe stop reading
 * the other, and only that.
 */
public final class Pipe {
    /** How long the side that is left may take to accept what was meant for it. */
    private static final long LAST_WORDS_SECONDS = 10;

    private final Channel client;
    private final Channel server;
    private final PipeListener listener;
    private boolean ended;
    private boolean closed;

    private Pipe(Channel client, Channel server, PipeListener listener) {
        this.client = client;
        this.server = server;
        this.listener = listener;
    }

    /**
     * Joins two channels on which reading is stopped. Whatever handlers they had must pass on what they hold back when
     * they are removed; that goes first. Then {@link #open} begins to read.
     */
    public static Pipe join(Channel client, Channel server, PipeListener listener) {
        client.pipeline().addLast(new PipeHandler(server, listener::fromClient));
        server.pipeline().addLast(new PipeHandler(client, listener::fromServer));
        return new Pipe(client, server, listener);
    }

    /**
     * Begins to read both sides. A side that is closed by now ends the pipe at once.
     *
     * @param mayAnswer completes when the server may be read; until then its answers wait
     */
    public void open(CompletableFuture<?> mayAnswer) {
        // Not channelInactive: a channel that was closed before it was joined has had it already.
        client.closeFuture().addListener(gone -> clientGone());
        server.closeFuture().addListener(gone -> serverGone());
        client.config().setAutoRead(server.isWritable());
        if (mayAnswer.isDone()) {
            readServer();
        } else {
            mayAnswer.whenComplete((may, failure) -> server.eventLoop().execute(this::readServer));
        }
    }

    private void readServer() {
        if (!ended) {
            server.config().setAutoRead(client.isWritable());
        }
    }

    /** Ends the pipe from here: the client gets these bytes, and both sides are closed. Takes the bytes over. */
    public void end(ByteBuf lastWords) {
        if (ended) {
            lastWords.release();
            return;
        }
        ended = true;
        listener.ended(PipeEnd.ENDED);
        closeAfter(client, lastWords);
        server.close();
    }

    private void clientGone() {
        if (!ended) {
            ended = true;
            listener.ended(PipeEnd.CLIENT_GONE);
            // What it sent last still counts; what the server answers does not, but must not block the server.
            server.config().setAutoRead(true);
            closeAfter(server, Unpooled.EMPTY_BUFFER);
        }
        oneClosed();
    }

    private void serverGone() {
        if (!ended) {
            ended = true;
            listener.ended(PipeEnd.SERVER_GONE);
            closeAfter(client, Unpooled.EMPTY_BUFFER);
        }
        oneClosed();
    }

    private void oneClosed() {
        if (!closed && !client.isOpen() && !server.isOpen()) {
            closed = true;
            listener.closed();
        }
    }

    private static void closeAfter(Channel channel, ByteBuf lastWords) {
        channel.writeAndFlush(lastWords).addListener(ChannelFutureListener.CLOSE);
        if (channel.isOpen()) {
            var tooLate = channel.eventLoop().schedule(() -> channel.close(), LAST_WORDS_SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(closed -> tooLate.cancel(false));
        }
    }
}
