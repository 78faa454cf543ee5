package org.dayfly.frontend;

import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.dayfly.config.ListenSettings;
import org.dayfly.config.value.Network;
import org.dayfly.session.Client;
import org.dayfly.session.ConnectionId;
import org.dayfly.session.Sessions;

/**
 * The handlers on a client's connection until the client has a session, in this order:
 *
 * <ol>
 *   <li>{@link HalfOpen} counts the connection, and refuses it if there are too many
 *   <li>{@link LoginDeadline} limits the time of the login
 *   <li>{@link ProxyHeader}, behind a known load balancer, reads the client's address
 *   <li>{@link DirectTls}, if TLS is offered, looks whether the client begins with TLS. {@link ClientHello} begins TLS:
 *       at once, or later if the client asks for TLS. TLS's own handler stays
 *   <li>{@link StartupPacketDecoder}; then, if the client has to prove a password, {@link PasswordMessageDecoder} and
 *       {@link ClientAuthenticator}
 *   <li>{@link EncryptionNegotiation} answers requests for encryption
 *   <li>{@link StartupHandler} answers all other packets
 * </ol>
 */
final class FrontendPipeline extends ChannelInitializer<Channel> {
    private static final String DECODER = "decoder";

    private final HalfOpenLimit halfOpen = new HalfOpenLimit(System::nanoTime);
    private final AtomicLong connections = new AtomicLong();
    private final SecureRandom random = new SecureRandom();
    private final FailedLogins failedLogins = new FailedLogins(Ticker.systemTicker());
    private volatile Reception reception;

    FrontendPipeline(ListenSettings settings, Encryption encryption, Sessions sessions) {
        this.reception = new Reception(settings, encryption, sessions);
        halfOpen.set(settings.halfOpen());
    }

    /** The settings for clients that connect from now on. */
    private record Reception(Duration deadline, List<Network> proxies, Encryption encryption, Sessions sessions) {
        Reception(ListenSettings settings, Encryption encryption, Sessions sessions) {
            this(settings.loginDeadline(), settings.proxies(), encryption, sessions);
        }

        /** Whether a client is a load balancer, which sends the address of its own client first. */
        boolean isProxy(Client client) {
            return client.address()
                    .filter(address -> proxies.stream().anyMatch(it -> it.contains(address)))
                    .isPresent();
        }
    }

    /** Sets the settings for clients that connect from now on. Nothing changes for clients that are connected. */
    void lead(ListenSettings settings, Encryption encryption, Sessions sessions) {
        this.reception = new Reception(settings, encryption, sessions);
        halfOpen.set(settings.halfOpen());
    }

    @Override
    protected void initChannel(Channel channel) {
        Client client = new Client(new ConnectionId(connections.incrementAndGet()), channel);
        Reception its = reception;
        Encryption encryption =
                channel.remoteAddress() instanceof InetSocketAddress ? its.encryption() : Encryption.ofLocalSocket();
        ChannelPipeline pipeline = channel.pipeline()
                .addLast(new HalfOpen(client, halfOpen))
                .addLast(new LoginDeadline(its.deadline(), client::waitsForLargeCopy));
        if (its.isProxy(client)) {
            pipeline.addLast(new ProxyHeaderDecoder()).addLast(new ProxyHeader(client));
        }
        if (encryption.isOffered()) {
            pipeline.addLast(new DirectTls(client, encryption));
        }
        pipeline.addLast(DECODER, new StartupPacketDecoder())
                .addLast(new EncryptionNegotiation(client, encryption))
                .addLast(new StartupHandler(client, encryption, its.sessions(), failedLogins, random));
    }

    /** Puts the authenticator and the decoder of passwords in the place of the decoder of startup packets. */
    static void prove(ChannelPipeline pipeline, ClientAuthenticator authenticator) {
        pipeline.addAfter(DECODER, null, authenticator);
        pipeline.replace(DECODER, DECODER, new PasswordMessageDecoder());
    }

    /** Encrypts everything in both directions from now on. */
    static void encrypt(ChannelPipeline pipeline, ClientHello first) {
        pipeline.addBefore(DECODER, null, first);
    }

    /** Removes all handlers but the encryption. The decoder is last: the bytes that it holds back go to the pipe. */
    static void clear(ChannelPipeline pipeline) {
        pipeline.remove(StartupHandler.class);
        pipeline.remove(EncryptionNegotiation.class);
        pipeline.remove(LoginDeadline.class);
        pipeline.remove(HalfOpen.class);
        pipeline.remove(DECODER);
    }
}
