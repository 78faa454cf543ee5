package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts the SQLSTATE with which a driver is refused. */
final class Refusals {
    private Refusals() {}

    /** Fails unless the call ends with this SQLSTATE. Further assertions about the exception may follow. */
    static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String sqlState, ThrowingCallable call) {
        return assertRefused(List.of(sqlState), call);
    }

    /** Fails unless the call ends with one of these SQLSTATEs. */
    static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            Collection<String> sqlStates, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState())
                                .as("%s", refusal)
                                .isIn(sqlStates));
    }
}
