package org.dayfly.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Joins two channels of one event loop: each gets every byte of the other, in order and undecoded, until one of them
 * ends.
 *
 * <p>All methods are for that event loop. If one side does not take the bytes that are written to it, the pipe stops
 * reading from the other side, and only from that side.
 */
public final class Pipe {
    /** How long the remaining side may take to accept the bytes that were meant for it. */
    private static final long LAST_WORDS_SECONDS = 10;

    private final Channel client;
    private final Channel server;
    private final PipeListener listener;
    private final PipeHandler ofClient;
    private final PipeHandler ofServer;
    private boolean ended;
    private boolean parted;
    private boolean closed;

    private Pipe(Channel client, Channel server, PipeListener listener) {
        this.client = client;
        this.server = server;
        this.listener = listener;
        this.ofClient = new PipeHandler(server, listener::fromClient);
        this.ofServer = new PipeHandler(client, bytes -> {
            listener.fromServer(bytes);
            return true;
        });
    }

    /**
     * Joins two channels on which reading is stopped. Handlers that are removed afterwards must pass on the bytes that
     * they hold back; these bytes go first. Then {@link #open} begins to read.
     */
    public static Pipe join(Channel client, Channel server, PipeListener listener) {
        Pipe pipe = new Pipe(client, server, listener);
        client.pipeline().addLast(pipe.ofClient);
        server.pipeline().addLast(pipe.ofServer);
        return pipe;
    }

    /**
     * Begins to read from both sides. A side that is already closed ends the pipe at once.
     *
     * @param mayAnswer completes when the server may be read; until then the server's answers wait. If it fails, the
     *     server is never read, and the caller ends the pipe
     */
    public void open(CompletableFuture<?> mayAnswer) {
        // Not channelInactive: a channel that was closed before the join has had this event already.
        client.closeFuture().addListener(gone -> clientGone());
        server.closeFuture().addListener(gone -> serverGone());
        client.config().setAutoRead(server.isWritable());
        if (mayAnswer.isDone() && !mayAnswer.isCompletedExceptionally()) {
            readServer();
        } else {
            mayAnswer.thenRun(() -> server.eventLoop().execute(this::readServer));
        }
    }

    private void readServer() {
        if (!ended) {
            server.config().setAutoRead(client.isWritable());
        }
    }

    /**
     * Ends the pipe from the proxy's side: sends these bytes to the client and closes both sides. Takes over the bytes.
     */
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

    /**
     * Ends the pipe, closes the client's side, and leaves the server's side to the caller, open and without a handler
     * of this pipe. Called when the client needs no more answers and the server owes none, and only if no side is gone
     * yet.
     */
    public void part() {
        ended = true;
        parted = true;
        listener.ended(PipeEnd.PARTED);
        ofClient.part();
        server.pipeline().remove(ofServer);
        closeAfter(client, Unpooled.EMPTY_BUFFER);
    }

    /** Whether the pipe passes bytes on. */
    public boolean isOpen() {
        return !ended;
    }

    private void clientGone() {
        if (!ended) {
            ended = true;
            listener.ended(PipeEnd.CLIENT_GONE);
            // The client's last bytes still count. The server's answers do not, but they must not block the server.
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
        if (!closed && !client.isOpen() && (parted || !server.isOpen())) {
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
