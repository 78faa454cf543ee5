package org.dayfly.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.Test;

/** The keys are the keys that PostgreSQL derives from the password. */
final class ScramKeysTest {
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

    /** The exchange of RFC 7677, section 3, as pg_authid.rolpassword holds it. */
    @Test
    void derivesTheKeysOfTheRfc() {
        ScramKeys keys = ScramKeys.derive(new Secret("pencil"), SALT);
        assertThat(keys.iterations()).isEqualTo(4096);
        assertThat(keys.storedKey()).asBase64Encoded().isEqualTo("WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=");
        assertThat(keys.serverKey()).asBase64Encoded().isEqualTo("wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
    }

    @Test
    void makesARandomSaltIfNoneIsGiven() {
        assertThat(ScramKeys.derive(new Secret("pencil")).salt())
                .hasSize(16)
                .isNotEqualTo(ScramKeys.derive(new Secret("pencil")).salt());
    }

    @Test
    void showsNoKeyInItsText() {
        assertThat(ScramKeys.derive(new Secret("pencil"), SALT)).hasToString("ScramKeys[***]");
    }
}
