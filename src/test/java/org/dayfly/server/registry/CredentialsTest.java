package org.dayfly.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.dayfly.protocol.ScramKeys;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    private static final String ROLE = "dayfly_k3v9x2m7qa";

    private final Credentials credentials = new Credentials("secret".getBytes(StandardCharsets.UTF_8));

    @Test
    void thePasswordIsTheBase32OfAnHmac() {
        // printf dayfly_k3v9x2m7qa | openssl dgst -sha256 -hmac secret -binary | head -c 20 | base32 | tr A-Z a-z
        assertThat(credentials.password(ROLE).value()).isEqualTo("d3xowlpg4bs3ivmkri6xvm5jqjvfdepu");
    }

    @Test
    void everyProxyDerivesTheSameVerifier() {
        Credentials another = new Credentials("secret".getBytes(StandardCharsets.UTF_8));
        assertThat(another.verifier(ROLE)).isEqualTo(credentials.verifier(ROLE));
        assertThat(credentials.keys(ROLE).salt())
                .hasSize(16)
                .isEqualTo(another.keys(ROLE).salt());
    }

    @Test
    void rolesAndInstallationsDiffer() {
        Credentials other = new Credentials("Secret".getBytes(StandardCharsets.UTF_8));
        assertThat(other.password(ROLE)).isNotEqualTo(credentials.password(ROLE));
        assertThat(credentials.password("dayfly_k3v9x2m7qb")).isNotEqualTo(credentials.password(ROLE));
        assertThat(other.keys(ROLE).salt()).isNotEqualTo(credentials.keys(ROLE).salt());
    }

    @Test
    void anyNameHasKeys() {
        ScramKeys keys = credentials.keys("no such röle");
        assertThat(keys.iterations()).isEqualTo(4096);
        assertThat(keys.storedKey()).hasSize(32);
        assertThat(keys.serverKey()).hasSize(32);
        assertThat(keys.clientKey()).hasSize(32);
    }

    @Test
    void noSecretIsPrinted() {
        assertThat(credentials).hasToString("Credentials[***]");
        assertThat(credentials.keys(ROLE)).hasToString("ScramKeys[***]");
        assertThat(credentials.password(ROLE)).hasToString("***");
    }
}
