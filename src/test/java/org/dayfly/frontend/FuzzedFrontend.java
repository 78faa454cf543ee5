package org.dayfly.frontend;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.dayfly.TestCertificates;
import org.dayfly.config.AccessSettings;
import org.dayfly.config.ListenSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.TlsMode;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.placement.Lookout;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.server.registry.Credentials;
import org.dayfly.server.registry.KeyDerivation;
import org.dayfly.session.CancelForwarding;
import org.dayfly.session.MaintenanceRoles;
import org.dayfly.session.OpenSessions;
import org.dayfly.session.SessionEvents;
import org.dayfly.session.SessionOpener;
import org.dayfly.session.Sessions;
import org.dayfly.session.Verifiers;
import org.dayfly.session.request.Admission;
import org.dayfly.session.request.SessionRules;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The part of dayfly that serves a client before its session, with a password that no client knows. There is no server,
 * so a client that is let in causes an internal error.
 */
final class FuzzedFrontend {
    private static final Map<TlsMode, Encryption> ENCRYPTION =
            Arrays.stream(TlsMode.values()).collect(Collectors.toMap(Function.identity(), FuzzedFrontend::by));
    private static final ListenSettings ALONE = settings().listen();
    private static final ListenSettings BALANCED =
            settings("access.proxies=127.0.0.0/8").listen();
    private static final Sessions SESSIONS = sessions();
    private static final SslContext CLIENT = client();
    private static final InternalErrors INTERNAL_ERRORS = new InternalErrors();

    private FuzzedFrontend() {}

    /** @param balanced whether all clients are load balancers */
    static FrontendPipeline pipeline(Encryption encryption, boolean balanced) {
        return new FrontendPipeline(balanced ? BALANCED : ALONE, encryption, SESSIONS);
    }

    static Encryption encryption(TlsMode mode) {
        return Objects.requireNonNull(ENCRYPTION.get(mode));
    }

    private static Encryption by(TlsMode mode) {
        return Encryption.of((mode == TlsMode.DISABLE
                        ? settings()
                        : settings(TestCertificates.shown(mode.name().toLowerCase(Locale.ROOT), "server")))
                .tls());
    }

    private static Settings settings(String... set) {
        return SettingsFile.read(Optional.empty(), Map.of(), List.of(set));
    }

    /** The TLS handler of the client. */
    static SslHandler clientTls(ByteBufAllocator allocator) {
        return CLIENT.newHandler(allocator);
    }

    private static SslContext client() {
        try {
            return SslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            Encryption.PROTOCOL))
                    .build();
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    private static final KeyDerivation KEYS = new KeyDerivation(new Credentials(new byte[32]), Runnable::run);

    @SuppressWarnings("NullAway") // there is no server
    private static Sessions sessions() {
        AccessSettings access = settings(
                        "access.password=nobody-knows-it",
                        "access.networks=127.0.0.0/8",
                        "access.role-networks=127.0.0.0/8")
                .access();
        return new Sessions(
                new SessionRules(
                        () -> ProtocolVersion.V3_2,
                        Set.of(),
                        new Admission(access.networks(), access.roleNetworks()),
                        settings().databases().life()),
                new Verifiers(
                        access.password(),
                        name -> CompletableFuture.completedFuture(KEYS),
                        role -> KEYS.ofNobody(role.role()),
                        new MaintenanceRoles(List.of(), null),
                        () -> KEYS),
                new SessionOpener(null, null, null, null, new Lookout(List::of, System::nanoTime)),
                new OpenSessions(() -> 0, System::nanoTime, SessionEvents.NONE),
                CancelForwarding.to(List::of, System::nanoTime));
    }

    /** @throws AssertionError if there was an internal error since the last check */
    static void checkForInternalErrors() {
        INTERNAL_ERRORS.check();
    }

    /** Lets all lines into the log again, for the tests that follow. */
    static void restoreLog() {
        INTERNAL_ERRORS.restoreLog();
    }

    /** Records internal errors, and keeps the refusals of clients out of the log. */
    private static final class InternalErrors extends AppenderBase<ILoggingEvent> {
        private final Logger log = (Logger) LoggerFactory.getLogger(FrontendPipeline.class.getPackageName());
        private @Nullable ILoggingEvent last;

        InternalErrors() {
            log.setLevel(Level.ERROR);
            start();
            log.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            last = event;
        }

        void restoreLog() {
            log.detachAppender(this);
            log.setLevel(null);
        }

        void check() {
            ILoggingEvent event = last;
            last = null;
            if (event != null) {
                throw new AssertionError(event.getFormattedMessage() + ": "
                        + event.getThrowableProxy().getClassName() + ": "
                        + event.getThrowableProxy().getMessage());
            }
        }
    }
}
