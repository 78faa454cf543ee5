package org.dayfly.frontend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.dayfly.config.ListenSettings;
import org.dayfly.session.Client;
import org.dayfly.session.ConnectionId;
import org.dayfly.session.Sessions;

/**
 * What sits on a client's connection until it has a session, in order:
 *
 * <ol>
 *   <li>{@link HalfOpenLimit} turns away one too many
 *   <li>{@link LoginDeadline} sees that it does not take for ever
 *   <li>{@link StartupPacketDecoder}, then, if the client has to prove who it is, {@link PasswordMessageDecoder} and
 *       {@link ClientAuthenticator}
 *   <li>{@link StartupHandler} answers
 * </ol>
 */
final class FrontendPipeline extends ChannelInitializer<Channel> {
    private final HalfOpenLimit halfOpen = new HalfOpenLimit();
    private final AtomicLong connections = new AtomicLong();
    private final SecureRandom random = new SecureRandom();
    private volatile Sessions sessions;
    private volatile Duration deadline;

    FrontendPipeline(ListenSettings settings, Sessions sessions) {
        this.sessions = sessions;
        this.deadline = settings.loginDeadline();
        halfOpen.set(settings.halfOpen());
    }

    /** Leads those who connect from now on to other sessions; nothing changes for those who are there. */
    void lead(ListenSettings settings, Sessions sessions) {
        this.sessions = sessions;
        this.deadline = settings.loginDeadline();
        halfOpen.set(settings.halfOpen());
    }

    @Override
    protected void initChannel(Channel channel) {
        Client client = new Client(new ConnectionId(connections.incrementAndGet()), channel);
        channel.pipeline()
                .addLast(halfOpen)
                .addLast(new LoginDeadline(deadline))
                .addLast(new StartupPacketDecoder())
                .addLast(new StartupHandler(client, sessions, random));
    }

    /** Puts the decoders of passwords where the startup packets were read. */
    static void prove(ChannelPipeline pipeline, ClientAuthenticator authenticator) {
        String decoder = pipeline.context(StartupPacketDecoder.class).name();
        pipeline.addAfter(decoder, null, authenticator);
        pipeline.replace(decoder, null, new PasswordMessageDecoder());
    }

    /** Takes all of it away, the decoder last: what it holds back goes to the pipe. */
    static void clear(ChannelPipeline pipeline) {
        pipeline.remove(StartupHandler.class);
        pipeline.remove(LoginDeadline.class);
        pipeline.remove(HalfOpenLimit.class);
        pipeline.remove(ByteToMessageDecoder.class);
    }
}
