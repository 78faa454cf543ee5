package org.dayfly.frontend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fires {@link #EXPIRED} down the pipeline if this handler is still in the pipeline when the deadline of a login is
 * over.
 */
final class LoginDeadline extends ChannelInboundHandlerAdapter {
    static final Object EXPIRED = new Object() {
        @Override
        public String toString() {
            return "login deadline expired";
        }
    };

    private final Duration deadline;
    private @Nullable Future<?> expiry;

    /** @param deadline zero: no deadline */
    LoginDeadline(Duration deadline) {
        this.deadline = deadline;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (!deadline.isZero()) {
            expiry = ctx.executor()
                    .schedule(
                            () -> {
                                ctx.fireUserEventTriggered(EXPIRED);
                            },
                            deadline.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (expiry != null) {
            expiry.cancel(false);
        }
    }
}
