package org.dayfly.session.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's startup message becomes the server's, with another role and database and one more setting. */
final class SessionRequestTest {
    private static final SessionRules RULES = new SessionRules(
            () -> ProtocolVersion.V3_2,
            Set.of("admin"),
            Admission.ALL,
            SettingsFile.defaults().databases().life());

    private static SessionRequest request(Map<String, String> parameters) {
        return SessionRequest.of(
                new StartupMessage(new ProtocolVersion(3, 9999), StartupParameters.of(parameters)),
                ProtocolVersion.V3_2,
                RULES);
    }

    @Test
    void forwardsEveryParameterButUserAndDatabase() {
        assertThat(request(Map.of("user", "admin", "database", "mine", "DateStyle", "ISO", "x.y", "\u00ff"))
                        .forServer("role", "base")
                        .parameters()
                        .toMap())
                .isEqualTo(Map.of("user", "role", "database", "base", "DateStyle", "ISO", "x.y", "\u00ff"));
    }

    @Test
    void addsNoOptionsWhereThereAreNone() {
        assertThat(request(Map.of("user", "admin"))
                        .forServer("admin", "dayfly")
                        .parameters()
                        .toMap())
                .isEqualTo(Map.of("user", "admin", "database", "dayfly"));
    }

    @Test
    void usesTheNegotiatedVersionForTheServer() {
        assertThat(request(Map.of("user", "new")).forServer("role", "base").version())
                .isEqualTo(ProtocolVersion.V3_2);
    }

    @ParameterizedTest
    @CsvSource({"x, x", "'', new"})
    void takesTheNameOfTheUserForTheDatabaseIfNoneIsNamed(String database, String expected) {
        assertThat(request(Map.of("user", "new", "database", database)).database())
                .isEqualTo(expected);
        assertThat(request(Map.of("user", "new")).database()).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "database", "YES"})
    void refusesReplication(String value) {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> request(Map.of("user", "new", "replication", value)))
                .satisfies(error -> assertThat(error.sqlState()).isEqualTo("0A000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DATABASE", "perhaps"})
    void refusesReplicationThatIsNoBoolean(String value) {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> request(Map.of("user", "new", "replication", value)))
                .satisfies(error -> assertThat(error.sqlState()).isEqualTo("22023"));
    }

    @Test
    void acceptsReplicationThatIsOff() {
        assertThat(request(Map.of("user", "new", "replication", "off")).route())
                .isEqualTo(new Route.Fresh(Optional.empty()));
    }
}
