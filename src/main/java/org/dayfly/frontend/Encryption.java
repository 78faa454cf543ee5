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
import org.dayfly.config.TlsMode;
import org.dayfly.config.TlsSettings;
import org.dayfly.config.value.SettingsException;
import org.dayfly.transport.TlsProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS that dayfly offers to clients, by BoringSSL on platforms that have it and by the JDK elsewhere. Immutable:
 * other settings or other files need a new object.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL">PostgreSQL, SSL session
 *     encryption</a>
 */
public final class Encryption {
    /** PostgreSQL's name in ALPN. */
    static final String PROTOCOL = "postgresql";

    private static final Logger log = LoggerFactory.getLogger(Encryption.class);
    private static final Encryption NONE =
            of(new TlsSettings(TlsMode.DISABLE, Optional.empty(), Optional.empty(), false, Optional.empty()));
    private static final Duration SOON = Duration.ofDays(14);

    private final TlsSettings settings;
    private final @Nullable Offer offer;

    private Encryption(TlsSettings settings, @Nullable Offer offer) {
        this.settings = settings;
        this.offer = offer;
    }

    /** What dayfly needs to offer TLS. */
    private record Offer(Identity identity, TlsProvider provider, SslContext context) {
        static Offer of(TlsSettings settings, Identity identity) {
            TlsProvider provider = TlsProvider.best();
            return new Offer(identity, provider, Encryption.context(settings, identity, provider));
        }
    }

    /**
     * Reads the files that the settings name.
     *
     * @throws SettingsException if a file is unfit
     */
    public static Encryption of(TlsSettings settings) {
        if (settings.mode() == TlsMode.DISABLE) {
            return new Encryption(settings, null); // without the search for BoringSSL, which takes time
        }
        return of(
                settings,
                settings.selfSigned()
                        ? SelfSigned.make()
                        : Identity.read(
                                settings.certificate().orElseThrow(),
                                settings.key().orElseThrow()));
    }

    private static Encryption of(TlsSettings settings, Identity identity) {
        if (identity.expiry().isBefore(Instant.now().plus(SOON))) {
            log.warn(
                    "the certificate for clients expires at {}; renew it, then send SIGHUP to dayfly",
                    identity.expiry());
        }
        return new Encryption(settings, Offer.of(settings, identity));
    }

    /** The encryption for other settings, or for files that have changed. A generated certificate stays. */
    public Encryption under(TlsSettings others) {
        return others.selfSigned() && settings.selfSigned() && offer != null
                ? of(others, offer.identity())
                : of(others);
    }

    /** The encryption on a Unix socket: none, as in PostgreSQL, because nobody can listen in. */
    static Encryption ofLocalSocket() {
        return NONE;
    }

    private static SslContext context(TlsSettings settings, Identity identity, TlsProvider provider) {
        SslContextBuilder builder = SslContextBuilder.forServer(identity.key(), identity.chain())
                .sslProvider(provider.netty())
                .protocols(TlsProvider.VERSIONS)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        // A client that names only other protocols was refused before.
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
                    "TLS with " + settings.certificate().map(Object::toString).orElse("a generated certificate")
                            + " is not possible (" + e.getMessage() + "); give another certificate and key");
        }
    }

    /** What a listener of another protocol needs to offer the same; empty: no TLS. */
    public Optional<SslContext> context() {
        return Optional.ofNullable(offer).map(Offer::context);
    }

    /** Whether clients can use TLS. */
    boolean isOffered() {
        return offer != null;
    }

    /** Whether clients must use TLS. */
    public boolean isRequired() {
        return settings.mode() == TlsMode.REQUIRE;
    }

    /** A handler that encrypts one connection. */
    SslHandler handler(ByteBufAllocator allocator) {
        if (offer == null) {
            throw new IllegalStateException("TLS is not offered");
        }
        return offer.context().newHandler(allocator);
    }

    /** The data that a client's proof can be bound to, if the connection is encrypted. */
    Optional<byte[]> endPoint(Channel channel) {
        return isOn(channel)
                ? Optional.ofNullable(offer).flatMap(it -> it.identity().endPoint())
                : Optional.empty();
    }

    static boolean isOn(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /**
     * Whether dayfly has agreed to TLS, or the client has begun with TLS, and the handshake is not done. Until then
     * nothing may be sent in clear.
     */
    static boolean isUnderway(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null
                ? channel.pipeline().get(ClientHello.class) != null
                : !tls.handshakeFuture().isSuccess();
    }

    /** A description for the log. */
    @Override
    public String toString() {
        return offer == null ? "no TLS" : (isRequired() ? "TLS required, by " : "TLS by ") + offer.provider();
    }
}
