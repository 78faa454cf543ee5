package org.dayfly.backend;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;

/** Sessions that were never logged in, for tests of what becomes of them. */
public final class KnownBackend {
    private KnownBackend() {}

    /** One that hears when its channel is closed. */
    public static BackendSession listening(Channel channel) {
        return listening(channel, "");
    }

    /** One whose rehearsal said this. */
    public static BackendSession listening(Channel channel, String rehearsed) {
        BackendKeyData key = BackendKeyData.decode(Unpooled.buffer().writeInt(7).writeInt(7));
        BackendSession session = on(channel, key, rehearsed, request -> CompletableFuture.completedFuture(null));
        channel.pipeline().addLast(session.backlog());
        return session;
    }

    public static BackendSession on(
            Channel channel, BackendKeyData key, Function<CancelRequest, CompletableFuture<Void>> canceler) {
        return on(channel, key, "", canceler);
    }

    private static BackendSession on(
            Channel channel,
            BackendKeyData key,
            String rehearsed,
            Function<CancelRequest, CompletableFuture<Void>> canceler) {
        return new BackendSession(
                channel,
                Unpooled.buffer(),
                Unpooled.buffer().writeByte('Z').writeInt(5).writeByte('I'),
                key,
                rehearsed,
                canceler);
    }
}
