package org.dayfly.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection is closed if its next request is not complete in time, however the bytes come. */
final class RequestDeadlineTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();

    RequestDeadlineTest() {
        channel.freezeTime();
        channel.pipeline().addLast(new HttpServerCodec(), new RequestDeadline(Duration.ofSeconds(5)));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void after(int seconds, String bytes) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        if (channel.isOpen()) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void bytesThatDripInDoNotPutOffTheEnd() {
        after(2, "GET / HTTP/1.1\r\n");
        after(2, "a: b\r\n");
        assertThat(channel.isOpen()).isTrue();
        after(2, "a: b\r\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void headersWithoutTheBodyDoNotPutOffTheEnd() {
        after(2, "POST / HTTP/1.1\r\ncontent-length: 10\r\n\r\n");
        after(2, "12345");
        assertThat(channel.isOpen()).isTrue();
        after(2, "678");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theAnswerMayTakeLonger() {
        after(4, "GET / HTTP/1.1\r\n\r\n");
        after(60, "");
        assertThat(channel.isOpen()).isTrue();
        DefaultFullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        answer.headers().set("content-length", 0);
        channel.writeOutbound(answer);
        after(4, "");
        assertThat(channel.isOpen()).isTrue();
        after(2, "");
        assertThat(channel.isOpen()).isFalse();
    }
}
