package org.dayfly.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Only the wrappers that futures add are taken off. */
class FutureFailureTest {
    private final IOException cause = new IOException("broken pipe");

    @Test
    void theExceptionOfAFutureIsItsOwnCause() {
        assertThat(FutureFailure.cause(cause)).isSameAs(cause);
    }

    @Test
    void everyWrapperIsTakenOff() {
        assertThat(FutureFailure.cause(new CompletionException(new ExecutionException(new CompletionException(cause)))))
                .isSameAs(cause);
    }

    @Test
    void aDependentFutureFailsForTheSameCause() {
        CompletableFuture<Throwable> seen =
                CompletableFuture.failedFuture(cause).thenApply(value -> value).handle((value, failure) -> failure);
        assertThat(seen.join()).isInstanceOf(CompletionException.class);
        assertThat(FutureFailure.cause(seen.join())).isSameAs(cause);
    }

    @Test
    void aWrapperWithoutACauseStays() {
        CompletionException empty = new CompletionException("cancelled", null);
        assertThat(FutureFailure.cause(empty)).isSameAs(empty);
    }

    @Test
    void anExceptionWithACauseOfItsOwnStays() {
        IllegalStateException failure = new IllegalStateException(cause);
        assertThat(FutureFailure.cause(new CompletionException(failure))).isSameAs(failure);
    }
}
