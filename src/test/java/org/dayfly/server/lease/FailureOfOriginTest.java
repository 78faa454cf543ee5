package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.create.Request;
import org.dayfly.server.create.RequestedTerms;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** If a database has no base, the kind of the error decides which of the clients that wait for its key are refused. */
class FailureOfOriginTest {
    private final Allocation copy = wanted(Optional.of(new Key("source")));
    private final Allocation empty = wanted(Optional.empty());

    private static Allocation wanted(Optional<Key> source) {
        return Allocation.shared(
                new Key("shop"),
                new Request(
                        LeaseKind.DATABASE,
                        Optional.empty(),
                        source,
                        RequestedTerms.NONE,
                        any -> 0,
                        any -> false,
                        new CompletableFuture<>()));
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorKind.class,
            names = {"SERVER_UNREACHABLE", "OVER_LIMIT"})
    void aServerThatTakesNoMoreWorkConcernsAllThatWait(ErrorKind kind) {
        assertThat(concernsOthers(kind)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SERVER_UNREACHABLE", "OVER_LIMIT"})
    void anyOtherErrorConcernsOnlyThoseThatWantTheSameSource(ErrorKind kind) {
        assertThat(concernsOthers(kind)).isFalse();
    }

    private boolean concernsOthers(ErrorKind kind) {
        ClientError error = ClientError.of(SqlState.OBJECT_IN_USE, "no").ofKind(kind);
        Throwable failure = Allocator.ofOrigin(copy, new CompletionException(error));
        assertThat(ClientError.in(failure)).contains(error);
        assertThat(PartialRefusal.concerns(failure, copy)).isTrue();
        return PartialRefusal.concerns(failure, empty);
    }

    @Test
    void aBugConcernsAllThatWait() {
        Throwable failure = Allocator.ofOrigin(copy, new CompletionException(new IllegalStateException("bug")));
        assertThat(PartialRefusal.concerns(failure, empty)).isTrue();
    }
}
