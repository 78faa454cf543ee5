package org.dayfly.protocol;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Finds the exception that made a future fail. A future that depends on the failed future, and a caller that waits for
 * the future, get the exception wrapped.
 */
public final class FutureFailure {
    private FutureFailure() {}

    /** The exception inside every {@link CompletionException} and {@link ExecutionException} around it. */
    public static Throwable cause(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && failure.getCause() != null ? cause(failure.getCause()) : failure;
    }
}
