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
 * What sits on a client's connection until it has a session, in order:
 *
 * <ol>
 *   <li>{@link HalfOpen} counts it, and turns it away if it is one too many
 *   <li>{@link LoginDeadline} sees that it does not take for ever
 *   <li>{@link ProxyHeader}, behind a load balancer that is known, hears whose connection it is
 *   <li>{@link DirectTls}, where TLS is offered, looks whether the client begins with it; there, or where the client asks for it
 *       later, {@link ClientHello} lets TLS begin, whose handler stays
 *   <li>{@link StartupPacketDecoder}, then, if the client has to prove who it is, {@link PasswordMessageDecoder} and
 *       {@link ClientAuthenticator}
 *   <li>{@link StartupHandler} answers
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

    /** How those are received who connect from now on. */
    private record Reception(Duration deadline, List<Network> proxies, Encryption encryption, Sessions sessions) {
        Reception(ListenSettings settings, Encryption encryption, Sessions sessions) {
            this(settings.loginDeadline(), settings.proxies(), encryption, sessions);
        }

        /** Whether it is a load balancer, which tells of its client first. */
        boolean isProxy(Client client) {
            return client.address()
                    .filter(address -> proxies.stream().anyMatch(it -> it.contains(address)))
                    .isPresent();
        }
    }

    /** Receives those who connect from now on otherwise; nothing changes for those who are there. */
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
        ChannelPipeline pipeline =
                channel.pipeline().addLast(new HalfOpen(client, halfOpen)).addLast(new LoginDeadline(its.deadline()));
        if (its.isProxy(client)) {
            pipeline.addLast(new ProxyHeaderDecoder()).addLast(new ProxyHeader(client));
        }
        if (encryption.isOffered()) {
            pipeline.addLast(new DirectTls(client, encryption));
        }
        pipeline.addLast(DECODER, new StartupPacketDecoder())
                .addLast(new StartupHandler(client, encryption, its.sessions(), failedLogins, random));
    }

    /** Puts the decoders of passwords where the startup packets were read. */
    static void prove(ChannelPipeline pipeline, ClientAuthenticator authenticator) {
        pipeline.addAfter(DECODER, null, authenticator);
        pipeline.replace(DECODER, DECODER, new PasswordMessageDecoder());
    }

    /** Encrypts what comes and goes from now on. */
    static void encrypt(ChannelPipeline pipeline, ClientHello first) {
        pipeline.addBefore(DECODER, null, first);
    }

    /** Takes all of it away but the encryption, the decoder last: what it holds back goes to the pipe. */
    static void clear(ChannelPipeline pipeline) {
        pipeline.remove(StartupHandler.class);
        pipeline.remove(LoginDeadline.class);
        pipeline.remove(HalfOpen.class);
        pipeline.remove(DECODER);
    }
}
