package org.dayfly.server.ready;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.dayfly.backend.BackendSession;
import org.dayfly.backend.Inquiry;

/** What dayfly does with a session that has no client. The server gets a bounded time for each answer. */
final class IdleSession {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private IdleSession() {}

    /** Asks the server something, as {@link BackendSession#ask}; closes the connection if the answer takes too long. */
    static CompletableFuture<String> ask(BackendSession session, Inquiry inquiry) {
        CompletableFuture<String> answer = session.ask(inquiry);
        if (!answer.isDone()) {
            Future<?> tooLate = later(session, () -> session.channel().close());
            answer.whenComplete((value, failure) -> tooLate.cancel(false));
        }
        return answer;
    }

    /** Ends a session. Completes when the server has closed the connection: then the session no longer counts there. */
    static CompletableFuture<Void> end(BackendSession session) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Future<?> tooLate = later(session, session::close);
        session.channel().closeFuture().addListener(closed -> {
            tooLate.cancel(false);
            session.close();
            ended.complete(null);
        });
        session.channel().eventLoop().execute(session::terminate);
        return ended;
    }

    private static Future<?> later(BackendSession session, Runnable task) {
        return session.channel().eventLoop().schedule(task, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    }
}
