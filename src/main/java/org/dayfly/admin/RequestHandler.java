package org.dayfly.admin;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dayfly.protocol.FutureFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection, one after the other. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

    /** How long a wrong password waits for its answer. */
    private static final long GUESS_MILLIS = 1000;

    private final Site site;

    RequestHandler(Site site) {
        this.site = site;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
        ctx.channel().config().setAutoRead(false); // a client that sends requests without end waits for its answers
        boolean keepAlive = HttpUtil.isKeepAlive(message);
        boolean head = message.method().equals(HttpMethod.HEAD);
        if (message.decoderResult().isFailure()) {
            answer(ctx, malformed(message.decoderResult().cause()), false, head);
            return;
        }
        Request request;
        try {
            request = Request.of(message);
        } catch (IllegalArgumentException e) {
            answer(ctx, Answer.text(HttpResponseStatus.BAD_REQUEST, "the path is malformed"), false, head);
            return;
        }
        begun(request)
                .whenCompleteAsync(
                        (answer, failure) -> {
                            Answer told = failure == null ? answer : failed(failure);
                            if (failure == null && Site.isRefusal(told) && Gate.isGuess(request)) {
                                ctx.executor()
                                        .schedule(
                                                () -> answer(ctx, told, keepAlive, head),
                                                GUESS_MILLIS,
                                                TimeUnit.MILLISECONDS);
                            } else {
                                answer(ctx, told, keepAlive, head);
                            }
                        },
                        ctx.executor());
    }

    private CompletableFuture<Answer> begun(Request request) {
        try {
            return site.answer(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Answer malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Answer.text(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the path is too long");
        }
        return cause instanceof TooLongHttpHeaderException
                ? Answer.text(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long")
                : Answer.text(HttpResponseStatus.BAD_REQUEST, "the request is malformed");
    }

    private static Answer failed(Throwable failure) {
        log.warn("the status page could not answer", FutureFailure.cause(failure));
        return Answer.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error; the log of dayfly has more");
    }

    private static void answer(ChannelHandlerContext ctx, Answer answer, boolean keepAlive, boolean head) {
        FullHttpResponse response = answer.response(ctx.alloc(), head);
        boolean stays = keepAlive && !answer.isLast();
        HttpUtil.setKeepAlive(response, stays);
        ChannelFuture sent = ctx.writeAndFlush(response);
        if (stays) {
            ctx.channel().config().setAutoRead(true);
        } else {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("a connection to the status page was closed: {}", cause.toString());
        ctx.close();
    }
}
