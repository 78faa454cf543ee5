package org.dayfly.config.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Optional;
import org.dayfly.TestCertificates;
import org.dayfly.config.value.Secret;
import org.dayfly.config.value.SettingsException;
import org.dayfly.config.value.SslMode;
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
                " postgresql://maker@db1 "
            })
    void usesDefaultsForPartsThatAreLeftOut(String text) {
        assertThat(ServerUrl.parse(text)).isEqualTo(new ServerUrl("maker", Optional.empty(), "db1", 5432));
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
    void readsTheTlsMode(String mode) {
        assertThat(ServerUrl.parse("postgresql://maker@db1/?sslmode=" + mode).tls())
                .isEqualTo(new ServerTls(SslMode.of(mode).orElseThrow(), Optional.empty(), false));
    }

    @Test
    void readsTheRootCertificate() {
        Path roots = TestCertificates.file("ca.pem");
        assertThat(ServerUrl.parse("postgresql://maker@db1?sslmode=verify-ca&sslrootcert=" + roots)
                        .tls())
                .isEqualTo(new ServerTls(SslMode.VERIFY_CA, Optional.of(roots), false));
        assertThat(ServerUrl.parse("postgresql://maker@db1?sslrootcert=system").tls())
                .isEqualTo(new ServerTls(SslMode.VERIFY_FULL, Optional.empty(), true));
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
    @ValueSource(
            strings = {
                "postgresql://maker@/?host=/var/run/postgresql",
                "postgresql://maker@?host=/var/run/postgresql",
                "postgresql://maker@/?host=%2Fvar%2Frun%2Fpostgresql&port=5432",
                "postgresql://maker@/?port=5432&host=/var/run/postgresql/",
                "postgresql://maker@:5432/?host=/var/run/postgresql",
                "postgresql://maker@db1/?host=/var/run/postgresql&sslmode=prefer",
                "postgresql://maker@%2Fvar%2Frun%2Fpostgresql",
                "postgresql://maker@%2fvar%2frun%2fpostgresql:5432/"
            })
    void readsTheFolderOfAUnixSocketAsLibpqDoes(String text) {
        ServerUrl url = ServerUrl.parse(text);
        assertThat(url).isEqualTo(new ServerUrl("maker", Optional.empty(), "/var/run/postgresql", 5432));
        assertThat(url.isLocal()).isTrue();
    }

    @Test
    void readsPasswordAndPortBesideTheFolderOfASocket() {
        ServerUrl url = new ServerUrl("maker", Optional.of(new Secret("s3cret")), "/tmp/a b", 5433);
        assertThat(ServerUrl.parse("postgresql://maker:s3cret@/?host=/tmp/a%20b&port=5433"))
                .isEqualTo(url);
        assertThat(ServerUrl.parse("postgresql://maker:s3cret@%2Ftmp%2Fa%20b:5433"))
                .isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({"db1, db1", "10.0.0.1, 10.0.0.1", "fd00::1, fd00::1"})
    void readsAnyHostFromTheParameter(String written, String host) {
        ServerUrl url = ServerUrl.parse("postgresql://maker@/?host=" + written + "&port=5433");
        assertThat(url).isEqualTo(new ServerUrl("maker", Optional.empty(), host, 5433));
        assertThat(url.isLocal()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://maker@db1, can't be read",
        "db1, can't be read",
        "postgresql://maker@, names no host",
        "postgresql://maker@/?host=, names no host",
        "postgresql://maker@:5432/, names no host",
        "postgresql://maker@/?host=var/run, neither",
        "postgresql://maker@var%2Frun, neither",
        "'postgresql://maker@/?host=/a,/b', neither",
        "postgresql://maker@/?host=/a%00b, neither",
        "postgresql://maker@/?host=/tmp&port=x, outside 1 to 65535",
        "postgresql://maker@/?host=/tmp&port=0, outside 1 to 65535",
        "postgresql://maker@/?host=%zz, no two hexadecimal digits",
        "postgresql://maker@/?host=/tmp&sslmode=no, that PostgreSQL does not know",
        "postgresql://maker@a:1;b:2, can't be read",
        "postgresql://maker@db1:port, can't be read",
        "postgresql://db1, names no role",
        "postgresql://:pw@db1, names no role",
        "postgresql://maker@db1:0, outside 1 to 65535",
        "postgresql://maker@db1:65536, outside 1 to 65535",
        "postgresql://maker@db1/postgres, names a database",
        "postgresql://maker@db1?sslmode=require&sslrootcert=/nowhere/root.crt, which can't be read",
        "postgresql://maker@db1?sslmode=require&sslrootcert=a%00b, no path of this system",
        "postgresql://maker@db1?sslmode=require&sslrootcert=\ud800, set LC_ALL=C.UTF-8",
        "postgresql://maker@db1?sslmode=require&sslrootcert=system, write sslmode=verify-full",
        "postgresql://maker@db1?sslmode=no, that PostgreSQL does not know",
        "postgresql://maker@db1?sslmode, that PostgreSQL does not know",
        "postgresql://maker@db1?sslmode=prefer&target_session_attrs=any, the parameter target_session_attrs",
        "postgresql://ma%00ker@db1, a NUL byte"
    })
    void refusesABadUrlAndSaysWhy(String text, String why) {
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
                "postgresql://maker:hunter2@db1?sslmode=verify",
                "postgresql://maker:hunter2@db1:0",
                "postgresql://:hunter2@db1",
                "postgresql://maker:hunter2%00@db1",
                "postgresql://maker:1/x?hunter2@db1",
                "postgresql://maker:hunter2@",
                "postgresql://maker:hunter2@var%2Frun",
                "postgresql://maker:hunter2@/?host=var/run"
            })
    void keepsThePasswordOutOfErrorMessages(String text) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> ServerUrl.parse(text))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hun", "ter2"));
    }

    @Test
    void keepsThePasswordOutOfItsText() {
        assertThat(ServerUrl.parse("postgresql://maker:hunter2@db1").toString()).doesNotContain("hunter2");
    }
}
