package org.dayfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerUrlTest {
    @Test
    void readsEveryPart() {
        assertThat(ServerUrl.parse("postgresql://maker:s3cret@db1:5433/?sslmode=prefer"))
                .isEqualTo(new ServerUrl("maker", Optional.of(new Secret("s3cret")), "db1", 5433));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://maker@db1",
                "postgres://maker@db1:5432",
                "postgresql://maker:@db1/",
                "postgresql://maker@db1?",
                "postgresql://maker@db1?sslmode=disable",
                "postgresql://maker@db1/?sslmode=allow",
                " postgresql://maker@db1 "
            })
    void fillsInWhatIsLeftOut(String text) {
        assertThat(ServerUrl.parse(text)).isEqualTo(new ServerUrl("maker", Optional.empty(), "db1", 5432));
    }

    @ParameterizedTest
    @CsvSource({"p%40ss, p@ss", "a%2Fb%3Fc%23d%25, a/b?c#d%", "a+b, a+b", "p@ss, p@ss", "caf%C3%A9, café", "a:b, a:b"})
    void decodesThePassword(String written, String password) {
        assertThat(ServerUrl.parse("postgresql://maker:" + written + "@db1").password())
                .hasValue(new Secret(password));
    }

    @Test
    void decodesTheRoleAndTakesTheBracketsOffAnIpv6Address() {
        assertThat(ServerUrl.parse("postgresql://the%20maker@[fd00::1]:5433"))
                .isEqualTo(new ServerUrl("the maker", Optional.empty(), "fd00::1", 5433));
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://maker@db1, can't be read",
        "db1, can't be read",
        "postgresql://maker@, can't be read",
        "postgresql://maker@a:1;b:2, can't be read",
        "postgresql://maker@db1:port, can't be read",
        "postgresql://db1, names no role",
        "postgresql://:pw@db1, names no role",
        "postgresql://maker@db1:0, outside 1 to 65535",
        "postgresql://maker@db1:65536, outside 1 to 65535",
        "postgresql://maker@db1/postgres, names a database",
        "postgresql://maker@db1?sslmode=require, can't yet speak TLS",
        "postgresql://maker@db1?sslmode=verify-ca, can't yet speak TLS",
        "postgresql://maker@db1/?sslmode=verify-full, can't yet speak TLS",
        "postgresql://maker@db1?sslmode=no, that PostgreSQL does not know",
        "postgresql://maker@db1?sslmode, that PostgreSQL does not know",
        "postgresql://maker@db1?sslmode=prefer&target_session_attrs=any, the parameter target_session_attrs",
        "postgresql://ma%00ker@db1, a NUL byte"
    })
    void refusesAndSaysWhy(String text, String why) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> ServerUrl.parse(text))
                .withMessageContaining("servers")
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://maker:hun/ter2@db1",
                "postgresql://maker:hun?ter2@db1",
                "postgresql://maker:hunter2%@db1",
                "postgresql://maker:hunter2@db1:port",
                "postgresql://maker:hunter2@db1/x",
                "postgresql:/maker:hunter2@db1",
                "postgresql://maker:1/hunter2@db1",
                "postgresql://maker:1?hunter2@db1",
                "postgresql://maker:hunter2@db1?a=b",
                "postgresql://maker:hunter2@db1?sslmode=verify-full",
                "postgresql://maker:hunter2@db1:0",
                "postgresql://:hunter2@db1",
                "postgresql://maker:hunter2%00@db1",
                "postgresql://maker:1/x?hunter2@db1"
            })
    void keepsThePasswordOutOfItsComplaints(String text) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> ServerUrl.parse(text))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hun", "ter2"));
    }

    @Test
    void keepsThePasswordOutOfItsText() {
        assertThat(ServerUrl.parse("postgresql://maker:hunter2@db1").toString()).doesNotContain("hunter2");
    }
}
