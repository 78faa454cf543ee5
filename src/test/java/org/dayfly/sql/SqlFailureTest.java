package org.dayfly.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of an error tells whether the server can be reached, and whether a second try makes sense. */
class SqlFailureTest {
    private static SQLException failure(String sqlState) {
        return new SQLException("no", sqlState);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08000", "08003", "08006", "08P01", "57P01", "57P02", "57P03", "57P05", "53300"})
    void theseCodesMeanThatTheServerCannotBeReached(String sqlState) {
        assertThat(SqlFailure.isUnreachable(failure(sqlState))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "57P04", "53100", "53400", "3D000", "42501", "58000", "XX000", ""})
    void theseCodesMeanThatTheServerWasReached(String sqlState) {
        assertThat(SqlFailure.isUnreachable(failure(sqlState))).isFalse();
    }

    @Test
    void exceptionsOfThePoolAreKnownWithoutAnSqlState() {
        assertThat(SqlFailure.isUnreachable(new SQLTransientConnectionException("timeout")))
                .isTrue();
        assertThat(SqlFailure.isUnreachable(new SQLException("Connection is closed")))
                .isTrue();
        assertThat(SqlFailure.isUnreachable(new SQLException("anything else"))).isFalse();
    }

    @Test
    void onlyConflictsBetweenTransactionsAreTriedAgain() {
        assertThat(Arrays.stream(ErrorCode.values()).filter(code -> SqlFailure.isTransient(failure(code.sqlState()))))
                .containsExactly(ErrorCode.SERIALIZATION_FAILURE, ErrorCode.DEADLOCK_DETECTED);
        assertThat(SqlFailure.isTransient(new SQLException("without an SQLSTATE")))
                .isFalse();
    }

    @Test
    void aFailureIsComparedByItsCode() {
        Set<ErrorCode> codes = Set.of(ErrorCode.OBJECT_IN_USE, ErrorCode.DUPLICATE_DATABASE);
        assertThat(ErrorCode.isIn(codes, failure("42P04"))).isTrue();
        assertThat(ErrorCode.isIn(codes, failure("42710"))).isFalse();
        assertThat(ErrorCode.isIn(codes, new SQLException("without an SQLSTATE")))
                .isFalse();
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::sqlState))
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("[0-9A-Z]{5}"));
    }
}
