package org.dayfly.frontend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.session.Client;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads which protocols a client names for its TLS connection, and gives way to an {@link
 * io.netty.handler.ssl.SslHandler} if PostgreSQL's protocol is among them. So nobody can make a client send data to
 * dayfly that was meant for a server of another protocol.
 *
 * <p>The TLS library does not do this check: not every library can tell a client that names no protocol from a client
 * that names only other protocols.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7301">RFC 7301, Application-Layer Protocol Negotiation</a>
 */
final class ClientHello extends SslClientHelloHandler<Boolean> {
    private static final Logger log = LoggerFactory.getLogger(ClientHello.class);

    private static final int VERSION_AND_RANDOM = 34;
    private static final int ALPN = 16;

    /** A fatal alert, no_application_protocol, in a record of its own. */
    private static final byte[] NO_APPLICATION_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

    private final Client client;
    private final Encryption encryption;
    private final boolean required;

    /** @param required whether the client has to name a protocol */
    ClientHello(Client client, Encryption encryption, boolean required) {
        this.client = client;
        this.encryption = encryption;
        this.required = required;
    }

    @Override
    protected Future<Boolean> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf hello) {
        List<String> named = hello == null ? List.of() : protocols(hello.duplicate());
        return ctx.executor().newSucceededFuture(named.contains(Encryption.PROTOCOL) || (named.isEmpty() && !required));
    }

    /** The protocols that a ClientHello names; none if the ClientHello is cut short. TLS itself finds that error. */
    static List<String> protocols(ByteBuf hello) {
        try {
            hello.skipBytes(VERSION_AND_RANDOM);
            hello.skipBytes(hello.readUnsignedByte()); // session id
            hello.skipBytes(hello.readUnsignedShort()); // cipher suites
            hello.skipBytes(hello.readUnsignedByte()); // compression methods
            ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
                if (type == ALPN) {
                    return names(extension.readSlice(extension.readUnsignedShort()));
                }
            }
        } catch (IndexOutOfBoundsException e) {
            log.debug("a ClientHello is cut short");
        }
        return List.of();
    }

    private static List<String> names(ByteBuf list) {
        List<String> names = new ArrayList<>();
        while (list.isReadable()) {
            names.add(list.readCharSequence(list.readUnsignedByte(), ISO_8859_1).toString());
        }
        return names;
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<Boolean> meant) {
        if (meant.isSuccess() && meant.getNow()) {
            ctx.pipeline().replace(this, null, encryption.handler(ctx.alloc()));
            return;
        }
        log.atInfo()
                .addKeyValue("connection", client.id())
                .log("no TLS with {}: the client asks for another protocol", client.from());
        ctx.writeAndFlush(Unpooled.wrappedBuffer(NO_APPLICATION_PROTOCOL)).addListener(ChannelFutureListener.CLOSE);
    }
}
