package org.dayfly.session;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.server.Server;

/** A server on which another proxy may have the session of a cancel request. */
interface CancelTarget {
    /** The letters by which the keys of the server's sessions tell the server. */
    String tag();

    /** Whether another proxy may have this session on the server. */
    boolean mayHave(CancelRequest request);

    /** Sends the request. Completes, always normally, when the server has answered by closing the connection. */
    CompletableFuture<Void> cancel(EventLoop loop, CancelRequest request);

    static CancelTarget of(Server server) {
        return new CancelTarget() {
            @Override
            public String tag() {
                return server.tag().value();
            }

            @Override
            public boolean mayHave(CancelRequest request) {
                return server.isShared()
                        && (request.key().fitsEachVersion()
                                || server.login().newest().equals(ProtocolVersion.V3_2));
            }

            @Override
            public CompletableFuture<Void> cancel(EventLoop loop, CancelRequest request) {
                return server.login().cancel(loop, request);
            }
        };
    }
}
