package org.dayfly.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

/** Each error has one kind, which is known from the SQLSTATE unless the error names another kind. */
class ErrorKindTest {
    @Test
    void eachSqlStateHasAKind() {
        assertThat(table(SqlState.values(), SqlState::kind))
                .isEqualTo(Map.ofEntries(
                        Map.entry("PROTOCOL_VIOLATION", ErrorKind.CLIENT_MISTAKE),
                        Map.entry("FEATURE_NOT_SUPPORTED", ErrorKind.CLIENT_MISTAKE),
                        Map.entry("INVALID_PARAMETER_VALUE", ErrorKind.CLIENT_MISTAKE),
                        Map.entry("INVALID_AUTHORIZATION_SPECIFICATION", ErrorKind.REFUSED),
                        Map.entry("INVALID_PASSWORD", ErrorKind.REFUSED),
                        Map.entry("INVALID_CATALOG_NAME", ErrorKind.GONE),
                        Map.entry("INSUFFICIENT_PRIVILEGE", ErrorKind.REFUSED),
                        Map.entry("WRONG_OBJECT_TYPE", ErrorKind.CLIENT_MISTAKE),
                        Map.entry("TOO_MANY_CONNECTIONS", ErrorKind.OVER_LIMIT),
                        Map.entry("CONFIGURATION_LIMIT_EXCEEDED", ErrorKind.OVER_LIMIT),
                        Map.entry("OBJECT_IN_USE", ErrorKind.NOT_READY),
                        Map.entry("ADMIN_SHUTDOWN", ErrorKind.SHUTDOWN),
                        Map.entry("CANNOT_CONNECT_NOW", ErrorKind.SERVER_UNREACHABLE),
                        Map.entry("SYSTEM_ERROR", ErrorKind.SERVER_FAILED),
                        Map.entry("INTERNAL_ERROR", ErrorKind.INTERNAL)));
    }

    @Test
    void eachKindHasALogLevel() {
        assertThat(table(ErrorKind.values(), ErrorKind::level))
                .isEqualTo(Map.ofEntries(
                        Map.entry("CLIENT_MISTAKE", Level.INFO),
                        Map.entry("REFUSED", Level.INFO),
                        Map.entry("OVER_LIMIT", Level.INFO),
                        Map.entry("NOT_READY", Level.INFO),
                        Map.entry("GONE", Level.INFO),
                        Map.entry("DRAINING", Level.INFO),
                        Map.entry("OUT_OF_STEP", Level.WARN),
                        Map.entry("HEALTH_CHECK", Level.DEBUG),
                        Map.entry("SHUTDOWN", Level.INFO),
                        Map.entry("SERVER_UNREACHABLE", Level.WARN),
                        Map.entry("SERVER_FAILED", Level.WARN),
                        Map.entry("INTERNAL", Level.ERROR)));
    }

    @Test
    void onlyABugHasAStackTrace() {
        assertThat(ErrorKind.values()).filteredOn(ErrorKind::hasStackTrace).containsExactly(ErrorKind.INTERNAL);
    }

    private static <E extends Enum<E>, T> Map<String, T> table(E[] constants, Function<E, T> column) {
        return Arrays.stream(constants).collect(Collectors.toMap(Enum::name, column));
    }

    @ParameterizedTest
    @CsvSource({
        "0A000, CLIENT_MISTAKE",
        "08P01, CLIENT_MISTAKE",
        "22023, CLIENT_MISTAKE",
        "42501, CLIENT_MISTAKE",
        "42704, CLIENT_MISTAKE",
        "57014, CLIENT_MISTAKE",
        "57P05, CLIENT_MISTAKE",
        "P0001, CLIENT_MISTAKE",
        "28000, REFUSED",
        "28P01, REFUSED",
        "53300, OVER_LIMIT",
        "53400, OVER_LIMIT",
        "55000, NOT_READY",
        "55006, NOT_READY",
        "3D000, GONE",
        "57P01, SERVER_UNREACHABLE",
        "57P02, SERVER_UNREACHABLE",
        "57P03, SERVER_UNREACHABLE",
        "53000, SERVER_FAILED",
        "53100, SERVER_FAILED",
        "53200, SERVER_FAILED",
        "58000, SERVER_FAILED",
        "58030, SERVER_FAILED",
        "58P01, SERVER_FAILED",
        "XX000, SERVER_FAILED",
        "XX001, SERVER_FAILED",
        "2800, SERVER_FAILED",
        "'', SERVER_FAILED",
    })
    void anErrorOfTheServerHasTheKindOfItsSqlState(String sqlState, ErrorKind kind) {
        ClientError error = ClientError.of(new ErrorResponse(Map.of('C', sqlState, 'M', "no")));
        assertThat(error.sqlState()).isEqualTo(sqlState);
        assertThat(error.kind()).isEqualTo(kind);
    }

    @Test
    void anErrorKeepsItsKindWhenAHintDetailOrCauseIsAdded() {
        ClientError error = ClientError.of(SqlState.ADMIN_SHUTDOWN, "expired").ofKind(ErrorKind.GONE);
        assertThat(Stream.of(
                        error,
                        error.withHint("connect again"),
                        error.withDetail("It was idle."),
                        error.causedBy(new IllegalStateException())))
                .allSatisfy(each -> {
                    assertThat(each.kind()).isEqualTo(ErrorKind.GONE);
                    assertThat(each.sqlState()).isEqualTo("57P01");
                });
    }

    @Test
    void theKindIsFoundInTheFailureOfAFuture() {
        ClientError error = ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "full");
        Set<ErrorKind> kinds = Set.of(ErrorKind.OVER_LIMIT, ErrorKind.GONE);
        assertThat(ClientError.isOf(error, kinds)).isTrue();
        assertThat(ClientError.isOf(new CompletionException(error), kinds)).isTrue();
        assertThat(ClientError.isOf(error, Set.of(ErrorKind.GONE))).isFalse();
        assertThat(ClientError.isOf(new IllegalStateException(error), kinds)).isFalse();
    }
}
