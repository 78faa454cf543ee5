package org.dayfly.frontend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fires {@link #EXPIRED} down the pipeline if this handler is still in the pipeline when the deadline of a login is
 * over.
 *
 * <p>While the client waits for a server that makes a copy that takes long, the deadline does not expire. When the copy
 * is made, the whole time of the deadline begins anew: the client's own copy may be the next one.
 */
final class LoginDeadline extends ChannelInboundHandlerAdapter {
    static final Object EXPIRED = new Object() {
        @Override
        public String toString() {
            return "login deadline expired";
        }
    };

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Duration deadline;
    private final BooleanSupplier waits;
    private @Nullable Future<?> expiry;
    private boolean waited;

    /**
     * @param deadline zero: no deadline
     * @param waits whether the client waits for a copy that takes long
     */
    LoginDeadline(Duration deadline, BooleanSupplier waits) {
        this.deadline = deadline;
        this.waits = waits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (!deadline.isZero()) {
            schedule(ctx, deadline);
        }
    }

    private void schedule(ChannelHandlerContext ctx, Duration delay) {
        expiry = ctx.executor().schedule(() -> over(ctx), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void over(ChannelHandlerContext ctx) {
        if (waits.getAsBoolean()) {
            waited = true;
            schedule(ctx, LOOK_EVERY);
        } else if (waited) {
            waited = false;
            schedule(ctx, deadline);
        } else {
            ctx.fireUserEventTriggered(EXPIRED);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (expiry != null) {
            expiry.cancel(false);
        }
    }
}
