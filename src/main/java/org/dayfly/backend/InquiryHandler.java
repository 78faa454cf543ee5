package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.EOFException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.dayfly.protocol.CommandComplete;
import org.dayfly.protocol.DataRow;
import org.dayfly.protocol.ParameterStatus;
import org.dayfly.protocol.ReadyForQuery;

/**
 * Sends the queries of an {@link Inquiry}, takes the answer, and leaves the pipeline. The answer is strictly what the
 * inquiry expects: a session that says anything else is in a state that dayfly does not know.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SIMPLE-QUERY">PostgreSQL,
 *     Simple Query</a>
 */
final class InquiryHandler extends ChannelInboundHandlerAdapter {
    private static final char ROW_DESCRIPTION = 'T';

    /** Stands between the tags for the end of a step. */
    private static final String READY = "";

    private final Inquiry inquiry;
    private final Deque<String> expected = new ArrayDeque<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private String value = "";

    InquiryHandler(Inquiry inquiry) {
        this.inquiry = inquiry;
        for (Inquiry.Step step : inquiry.steps()) {
            expected.addAll(step.tags());
            expected.add(READY);
        }
    }

    /** The first column of the last row; empty if there was no row. */
    CompletableFuture<String> answer() {
        return answer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) {
            answer.completeExceptionally(new EOFException("the server closed the connection"));
            return;
        }
        ByteBuf queries = ctx.alloc().buffer();
        inquiry.steps().forEach(step -> step.query().encode(queries));
        ctx.writeAndFlush(queries);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof BackendFrame frame)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            take(ctx, frame);
        } finally {
            frame.whole().release();
        }
    }

    private void take(ChannelHandlerContext ctx, BackendFrame frame) {
        switch (frame.type()) {
            case ParameterStatus.TYPE, ROW_DESCRIPTION -> {}
            case DataRow.TYPE -> value = DataRow.firstColumn(frame.body());
            case CommandComplete.TYPE ->
                next(ctx, CommandComplete.decode(frame.body()).tag());
            case ReadyForQuery.TYPE -> next(ctx, frame.body().readByte() == 'I' ? READY : "a transaction");
            default -> fail(ctx, "message " + frame.type());
        }
    }

    private void next(ChannelHandlerContext ctx, String came) {
        if (!came.equals(expected.poll())) {
            fail(ctx, came.isEmpty() ? "ReadyForQuery" : came);
        } else if (expected.isEmpty()) {
            ctx.channel().config().setAutoRead(false);
            leave(ctx);
            answer.complete(value);
        }
    }

    private void fail(ChannelHandlerContext ctx, String came) {
        leave(ctx);
        answer.completeExceptionally(new UnexpectedAnswerException(came));
    }

    private void leave(ChannelHandlerContext ctx) {
        ctx.pipeline().remove(this);
        ctx.pipeline().remove(BackendFrameDecoder.class);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        answer.completeExceptionally(new EOFException("the server closed the connection"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        answer.completeExceptionally(cause);
    }
}
