package org.dayfly.server.ready;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.dayfly.config.value.HostPort;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupParameters;
import org.junit.jupiter.api.Test;

/** A client's startup parameters become the server's, with the database and one more setting. */
final class StartupProfileTest {
    private static StartupMessage sent(Map<String, String> parameters) {
        return new StartupProfile(StartupParameters.of(parameters), new HostPort("127.0.0.1", 6432))
                .startup(ProtocolVersion.V3_2, "dayfly_abcdefghij", "shop", "postgresql://x");
    }

    @Test
    void namesTheRoleAndTheDatabaseAndForwardsTheRest() {
        assertThat(sent(Map.of("DateStyle", "ISO", "x.y", "\u00ff"))
                        .parameters()
                        .toMap())
                .isEqualTo(Map.of(
                        "user", "dayfly_abcdefghij",
                        "database", "shop",
                        "DateStyle", "ISO",
                        "x.y", "\u00ff",
                        "options", "-c dayfly.url=postgresql://x "));
    }

    @Test
    void putsItsOwnSettingBeforeTheSettingsOfTheClient() {
        assertThat(sent(Map.of("options", " -c a=\\ ")).parameters().toMap())
                .containsEntry("options", "-c dayfly.url=postgresql://x  -c a=\\ ");
    }

    @Test
    void speaksTheVersionThatWasNegotiated() {
        assertThat(sent(Map.of()).version()).isEqualTo(ProtocolVersion.V3_2);
    }
}
