package org.dayfly.backend;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import javax.net.ssl.SSLException;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.value.SettingsException;
import org.dayfly.config.value.SslMode;
import org.dayfly.transport.TlsProvider;
import org.jspecify.annotations.Nullable;

/**
 * How connections to a server are encrypted, by its {@code sslmode}. Immutable.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION">PostgreSQL, 32.19.3</a>
 */
public final class ServerEncryption {
    private final SslMode mode;
    private final @Nullable SslContext context;

    private ServerEncryption(SslMode mode, @Nullable SslContext context) {
        this.mode = mode;
        this.context = context;
    }

    /** A way to connect to a server. */
    enum Way {
        CLEAR,
        /** In clear if the server has no TLS. */
        TLS_IF_OFFERED,
        TLS
    }

    /**
     * Reads the trusted certificates.
     *
     * @throws SettingsException if the certificates are unfit
     */
    public static ServerEncryption of(ServerTls settings) {
        SslMode mode = settings.effective();
        return new ServerEncryption(mode, mode == SslMode.DISABLE ? null : context(settings, mode));
    }

    private static SslContext context(ServerTls settings, SslMode mode) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(TlsProvider.best().netty())
                .protocols(TlsProvider.VERSIONS)
                // The name in a certificate is checked only in mode verify-full.
                .endpointIdentificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : null);
        if (!mode.verifies()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else {
            settings.roots().ifPresent(file -> builder.trustManager(file.toFile()));
        }
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new SettingsException("sslrootcert of a URL in servers: "
                    + settings.roots().map(Object::toString).orElse("") + " holds no certificates in PEM ("
                    + e.getMessage() + "); give a file that does");
        }
    }

    /** The ways to a server, in order. A way is tried if the way before was refused. */
    List<Way> ways(SocketAddress address) {
        if (!(address instanceof InetSocketAddress)) {
            return List.of(Way.CLEAR); // a Unix socket: nobody can listen in
        }
        return switch (mode) {
            case DISABLE -> List.of(Way.CLEAR);
            case ALLOW -> List.of(Way.CLEAR, Way.TLS);
            case PREFER -> List.of(Way.TLS_IF_OFFERED, Way.CLEAR);
            case REQUIRE, VERIFY_CA, VERIFY_FULL -> List.of(Way.TLS);
        };
    }

    /** A handler that encrypts one connection. */
    SslHandler handler(ByteBufAllocator allocator, InetSocketAddress server) {
        if (context == null) {
            throw new IllegalStateException("no TLS is wanted");
        }
        return context.newHandler(allocator, server.getHostString(), server.getPort());
    }
}
