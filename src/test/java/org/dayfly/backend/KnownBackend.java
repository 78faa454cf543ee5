package org.dayfly.backend;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ProtocolVersion;

/** Makes backend sessions without a login, for tests of the code that uses such sessions. */
public final class KnownBackend {
    private KnownBackend() {}

    /** A session that notices when its channel is closed. */
    public static BackendSession listening(Channel channel) {
        return listening(channel, "");
    }

    /** The same, with the answer of its rehearsal. */
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
                new BackendSession.Greeting(
                        ProtocolVersion.V3_0,
                        Unpooled.EMPTY_BUFFER,
                        Unpooled.buffer().writeByte('Z').writeInt(5).writeByte('I'),
                        key),
                rehearsed,
                canceler);
    }
}
