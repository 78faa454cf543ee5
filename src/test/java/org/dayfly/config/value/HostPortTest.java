package org.dayfly.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPortTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:6432, 127.0.0.1, 6432",
        "localhost:0, localhost, 0",
        "[::1]:6432, ::1, 6432",
        "*:6432, *, 6432",
        "db-1.example.org:65535, db-1.example.org, 65535",
        "[fe80::1%eth0]:1, fe80::1%eth0, 1"
    })
    void readsAHostAndAPortAndWritesThemBack(String text, String host, int port) {
        assertThat(HostPort.parse(text)).hasValue(new HostPort(host, port));
        assertThat(new HostPort(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "6432",
                ":6432",
                "localhost",
                "localhost:",
                "localhost:65536",
                "localhost:-1",
                "localhost:x",
                "::1:6432",
                "[::1]",
                "[::g]:1",
                "[1:2]:3",
                "999.1.1.1:1",
                "127.1:1",
                "a b:1",
                "**:1",
                "host:1:2"
            })
    void refusesTextThatIsNoHostAndPort(String text) {
        assertThat(HostPort.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:1", "127.9.9.9:1", "localhost:1", "LOCALHOST:1", "[::1]:1", "[0:0:0:0:0:0:0:1]:1"})
    void knowsLoopback(String text) {
        assertThat(HostPort.parse(text))
                .hasValueSatisfying(place -> assertThat(place.isLoopback()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:1", "*:1", "[::]:1", "192.168.0.1:1", "127.0.0.1.example.org:1", "db1:1"})
    void takesNothingElseForLoopback(String text) {
        assertThat(HostPort.parse(text))
                .hasValueSatisfying(place -> assertThat(place.isLoopback()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0:1, true", "*:1, true", "[::]:1, true", "127.0.0.1:1, false", "db1:1, false"})
    void knowsWildcards(String text, boolean wildcard) {
        assertThat(HostPort.parse(text))
                .hasValueSatisfying(place -> assertThat(place.isWildcard()).isEqualTo(wildcard));
    }

    @Test
    void takesAStarForEveryAddress() {
        assertThat(new HostPort("*", 6432).toSocketAddress().getAddress().isAnyLocalAddress())
                .isTrue();
        assertThat(new HostPort("::1", 6432).toSocketAddress().getAddress().isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "host, -1", "host, 65536"})
    void refusesAnEmptyHostOrAnImpossiblePort(String host, int port) {
        assertThatIllegalArgumentException().isThrownBy(() -> new HostPort(host, port));
    }

    @Test
    void isEqualByHostAndPort() {
        HostPort place = new HostPort("localhost", 1);
        assertThat(place).isEqualTo(new HostPort("localhost", 1)).hasSameHashCodeAs(new HostPort("localhost", 1));
        assertThat(place).isNotEqualTo(new HostPort("localhost", 2)).isNotEqualTo(new HostPort("LOCALHOST", 1));
        assertThat(place).isNotEqualTo("localhost:1");
    }
}
