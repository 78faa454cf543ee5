package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client of another protocol can read why it is refused. */
final class UnsupportedProtocolTest {
    private static String refusal(int major, int minor) {
        ByteBuf bytes = Unpooled.buffer();
        new UnsupportedProtocol(new ProtocolVersion(major, minor)).encodeRefusal(bytes);
        return bytes.toString(US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "0, 1"})
    void tellsOldClientsInTheirOldFormat(int major, int minor) {
        assertThat(refusal(major, minor))
                .isEqualTo("EFATAL:  unsupported frontend protocol " + major + "." + minor
                        + ": server supports 3.0 to 3.2\n\0");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "4, 0", "1234, 5679"})
    void tellsOtherClientsInTheFormatOfToday(int major, int minor) {
        assertThat(refusal(major, minor))
                .startsWith("E\0\0\0")
                .contains("SFATAL\0VFATAL\0C0A000\0Munsupported frontend protocol " + major + "." + minor
                        + ": server supports 3.0 to 3.2\0");
    }

    @Test
    void takesARepeatedRequestForEncryptionForAnUnsupportedVersion() {
        assertThat(EncryptionRequest.SSL.repeated().version()).hasToString("1234.5679");
        assertThat(EncryptionRequest.GSS.repeated().version()).hasToString("1234.5680");
    }
}
