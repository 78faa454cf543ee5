package org.dayfly.admin;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param type the media type
 * @param headers more headers
 */
public record Answer(HttpResponseStatus status, String type, String body, Map<String, String> headers) {
    private static final String TEXT = "text/plain; charset=utf-8";

    /** The answer 200. */
    public static Answer of(String type, String body) {
        return new Answer(HttpResponseStatus.OK, type, body, Map.of());
    }

    /** A line of text. */
    public static Answer text(HttpResponseStatus status, String line) {
        return new Answer(status, TEXT, line + "\n", Map.of());
    }

    /** The same with one more header. */
    public Answer with(CharSequence name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name.toString(), value);
        return new Answer(status, type, body, more);
    }

    /** Whether the client gets no further answer on its connection. */
    boolean isLast() {
        return status.code() >= HttpResponseStatus.BAD_REQUEST.code()
                && !status.equals(HttpResponseStatus.NOT_FOUND)
                && !status.equals(HttpResponseStatus.UNAUTHORIZED)
                && !status.equals(HttpResponseStatus.CONFLICT)
                && !status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE);
    }

    /** @param head whether the client asked for the headers alone */
    FullHttpResponse response(ByteBufAllocator allocator, boolean head) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                status,
                head ? Unpooled.EMPTY_BUFFER : allocator.buffer(bytes.length).writeBytes(bytes));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("x-content-type-options", "nosniff")
                .set(HttpHeaderNames.X_FRAME_OPTIONS, "DENY")
                .set("referrer-policy", "no-referrer");
        headers.forEach((name, value) -> response.headers().set(name, value));
        return response;
    }
}
