package org.dayfly.frontend;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.dayfly.config.SettingsException;
import org.dayfly.config.TlsMode;
import org.dayfly.config.TlsSettings;
import org.dayfly.transport.TlsProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS as clients are offered it, by BoringSSL where this platform has it and by the JDK elsewhere. Never changes: other
 * settings, or other files, are another one.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL">PostgreSQL, SSL session
 *     encryption</a>
 */
public final class Encryption {
    /** PostgreSQL's name in ALPN. */
    static final String PROTOCOL = "postgresql";

    private static final Logger log = LoggerFactory.getLogger(Encryption.class);
    private static final TlsSettings NONE =
            new TlsSettings(TlsMode.DISABLE, Optional.empty(), Optional.empty(), false, Optional.empty());
    private static final Duration SOON = Duration.ofDays(14);

    private final TlsSettings settings;
    private final @Nullable Identity identity;
    private final @Nullable SslContext context;
    private final TlsProvider provider;

    private Encryption(
            TlsSettings settings, @Nullable Identity identity, @Nullable SslContext context, TlsProvider provider) {
        this.settings = settings;
        this.identity = identity;
        this.context = context;
        this.provider = provider;
    }

    /**
     * Reads the files.
     *
     * @throws SettingsException if one is unfit
     */
    public static Encryption of(TlsSettings settings) {
        return of(settings, TlsProvider.best());
    }

    static Encryption of(TlsSettings settings, TlsProvider provider) {
        if (settings.mode() == TlsMode.DISABLE) {
            return new Encryption(settings, null, null, provider);
        }
        Identity identity = settings.selfSigned()
                ? SelfSigned.make()
                : Identity.read(
                        settings.certificate().orElseThrow(), settings.key().orElseThrow());
        if (identity.expiry().isBefore(Instant.now().plus(SOON))) {
            log.warn(
                    "the certificate that clients are shown is good until {}: renew it, and send SIGHUP",
                    identity.expiry());
        }
        return new Encryption(settings, identity, context(settings, identity, provider), provider);
    }

    /** The same by other settings, or by files that have changed; what was made up stays. */
    public Encryption under(TlsSettings others) {
        return others.selfSigned() && settings.selfSigned()
                ? new Encryption(others, identity, context, provider)
                : of(others, provider);
    }

    /** The same on a Unix socket, where as in PostgreSQL there is none: nobody can listen in. */
    Encryption ofLocalSocket() {
        return new Encryption(NONE, null, null, provider);
    }

    private static SslContext context(TlsSettings settings, Identity identity, TlsProvider provider) {
        SslContextBuilder builder = SslContextBuilder.forServer(identity.key(), identity.chain())
                .sslProvider(provider.netty())
                .protocols(TlsProvider.VERSIONS)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        // Who names others alone was turned away before.
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        PROTOCOL));
        settings.clientCa()
                .ifPresent(file -> builder.trustManager(Identity.certificates("tls.client-ca", file))
                        .clientAuth(ClientAuth.REQUIRE));
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new SettingsException(
                    "TLS by " + settings.certificate().map(Object::toString).orElse("a certificate made up")
                            + " is not possible (" + e.getMessage() + "); give another certificate and key");
        }
    }

    /** Whether clients can have it. */
    boolean isOffered() {
        return context != null;
    }

    /** Whether clients must have it. */
    boolean isRequired() {
        return settings.mode() == TlsMode.REQUIRE;
    }

    /** What encrypts one connection. */
    SslHandler handler(ByteBufAllocator allocator) {
        if (context == null) {
            throw new IllegalStateException("TLS is not offered");
        }
        return context.newHandler(allocator);
    }

    /** What a client's proof can be bound to, on a connection that is encrypted. */
    Optional<byte[]> endPoint(Channel channel) {
        return isOn(channel) ? Optional.ofNullable(identity).flatMap(Identity::endPoint) : Optional.empty();
    }

    static boolean isOn(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /** For the log. */
    @Override
    public String toString() {
        return context == null ? "no TLS" : (isRequired() ? "TLS required, by " : "TLS by ") + provider;
    }
}
