package org.dayfly.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the status page. The health checks are open to all, because they tell nothing but whether dayfly works.
 */
final class Site {
    /** Paths that anyone may ask. */
    private final Map<String, Endpoint> open;

    /** Paths that show something, by their first part; the page itself has the empty name. */
    private final Map<String, Endpoint> shown;

    /** What changes something, for requests with POST. */
    private final Endpoint actions;

    private final Supplier<Gate> gate;

    /** @param gate who may see and change something now */
    Site(Map<String, Endpoint> open, Map<String, Endpoint> shown, Endpoint actions, Supplier<Gate> gate) {
        this.open = open;
        this.shown = shown;
        this.actions = actions;
        this.gate = gate;
    }

    CompletableFuture<Answer> answer(Request request) {
        String first = request.path().isEmpty() ? "" : request.path().get(0);
        if (request.method().equals(HttpMethod.POST)) {
            return answer(
                    request, first.equals("api") ? actions : null, gate.get().refusesToAct(request));
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return told(Answer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "use GET, HEAD or POST")
                    .with(HttpHeaderNames.ALLOW, "GET, HEAD, POST"));
        }
        Endpoint unguarded = open.get(first);
        return unguarded != null
                ? answer(request, unguarded, Optional.empty())
                : answer(request, shown.get(first), gate.get().refusesToShow(request));
    }

    private static CompletableFuture<Answer> answer(
            Request request, @Nullable Endpoint endpoint, Optional<Answer> refusal) {
        if (refusal.isPresent()) {
            return told(refusal.get());
        }
        return endpoint == null
                ? told(Answer.text(HttpResponseStatus.NOT_FOUND, "there is no such page"))
                : endpoint.answer(request);
    }

    static CompletableFuture<Answer> told(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** Whether a request was refused for its password. */
    static boolean isRefusal(Answer answer) {
        return answer.status().equals(HttpResponseStatus.UNAUTHORIZED)
                || answer.status().equals(HttpResponseStatus.FORBIDDEN);
    }
}
