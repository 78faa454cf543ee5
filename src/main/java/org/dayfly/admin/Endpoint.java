package org.dayfly.admin;

import java.util.concurrent.CompletableFuture;

/** Answers the requests for one path. Called on the event loop of the status page; must not wait. */
@FunctionalInterface
interface Endpoint {
    /** The answer; a failure becomes the answer 500, and goes into the log. */
    CompletableFuture<Answer> answer(Request request);
}
