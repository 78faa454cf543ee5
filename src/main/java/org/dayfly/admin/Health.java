package org.dayfly.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.dayfly.placement.Lookout;
import org.dayfly.placement.ServerLook;

/**
 * The answers to health checks. Alive: the process answers. Ready: a client can get a database now, on one server at
 * least, and dayfly has not been told to stop.
 *
 * @param lookout asks the servers; empty: dayfly is starting
 * @param closing whether dayfly was told to stop
 */
record Health(Supplier<Optional<Lookout>> lookout, BooleanSupplier closing) {
    CompletableFuture<Answer> live(Request request) {
        return Site.told(Answer.text(HttpResponseStatus.OK, "ok"));
    }

    CompletableFuture<Answer> ready(Request request) {
        if (closing.getAsBoolean()) {
            return Site.told(unready("dayfly is shutting down"));
        }
        return lookout.get()
                .map(it -> it.look().thenApply(looks -> {
                    long ready = looks.stream().filter(ServerLook::isReady).count();
                    return ready > 0
                            ? Answer.text(
                                    HttpResponseStatus.OK,
                                    "ok: " + ready + " of " + looks.size() + " servers take new databases")
                            : unready("no server takes new databases now");
                }))
                .orElseGet(() -> Site.told(unready("dayfly is starting")));
    }

    private static Answer unready(String why) {
        return Answer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, why);
    }
}
