package org.dayfly.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.protocol.TypedMessage;

/** A server for a login, scripted by the test. It sends its messages one byte at a time. */
final class FakeBackend {
    final CompletableFuture<BackendSession> result = new CompletableFuture<>();
    final EmbeddedChannel channel;

    FakeBackend(BackendCredentials credentials) {
        this(credentials, Optional.empty());
    }

    FakeBackend(BackendCredentials credentials, Optional<Rehearsal> rehearsal) {
        StartupMessage startup =
                new StartupMessage(ProtocolVersion.V3_0, StartupParameters.of(Map.of("user", credentials.role())));
        channel = new EmbeddedChannel(
                new BackendFrameDecoder(),
                new BackendLogin(
                        startup, credentials, rehearsal, result, request -> CompletableFuture.completedFuture(null)));
        assertThat(next()).endsWith("user\0" + credentials.role() + "\0\0");
    }

    /** The next message of the proxy. */
    String next() {
        ByteBuf bytes = channel.readOutbound();
        assertThat(bytes).as("something that the proxy sent").isNotNull();
        try {
            return bytes.toString(UTF_8);
        } finally {
            bytes.release();
        }
    }

    /** The body of the proxy's next message, which must be a password or a step of SASL. */
    String expectPassword() {
        String message = next();
        assertThat(message).startsWith("p");
        return message.substring(BackendFrame.HEADER);
    }

    FakeBackend send(TypedMessage... messages) {
        for (TypedMessage each : messages) {
            ByteBuf bytes = Unpooled.buffer();
            each.encode(bytes);
            send(ByteBufUtil.getBytes(bytes));
        }
        return this;
    }

    /** A message of any kind. */
    FakeBackend send(char type, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return send(ByteBufUtil.getBytes(Unpooled.buffer()
                .writeByte(type)
                .writeInt(Integer.BYTES + bytes.length)
                .writeBytes(bytes)));
    }

    FakeBackend send(byte[] bytes) {
        for (byte each : bytes) {
            channel.writeInbound(Unpooled.buffer(1).writeByte(each));
        }
        return this;
    }

    FakeBackend ready() {
        return send('Z', "I");
    }

    FakeBackend hangUp() {
        channel.close();
        return this;
    }

    /** The session of a login that succeeded; the caller releases or closes it. */
    BackendSession session() {
        assertThat(result).isCompleted();
        return result.join();
    }

    /** The reason of a login that failed; checks that the connection is closed. */
    Throwable failure() {
        assertThat(result).isCompletedExceptionally();
        assertThat(channel.isOpen()).isFalse();
        channel.releaseOutbound();
        return result.handle((session, failure) -> failure).join();
    }
}
