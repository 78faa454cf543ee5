package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.dayfly.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters pass through dayfly unchanged, byte by byte. */
final class StartupParametersTest {
    private static StartupParameters decoded(byte... body) {
        return StartupParameters.decode(Unpooled.wrappedBuffer(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a|", "a|b", "a|b|", "|a", "||", "a|b||c", "a|b|||", "a|b|c||", "a||b||"})
    void refusesParametersThatDoNotEndInOneNul(String body) {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> decoded(body.replace('|', '\0').getBytes(ISO_8859_1)))
                .satisfies(error -> assertThat(error.sqlState()).isEqualTo("08P01"));
    }

    @Test
    void readsAMessageWithoutParameters() {
        assertThat(decoded((byte) 0).toMap()).isEmpty();
    }

    @Test
    void takesTheLastValueOfARepeatedName() {
        assertThat(decoded(Packet.pairs("user", "first", "x", "1", "user", "last"))
                        .get("user"))
                .contains("last");
    }

    @Test
    void keepsEveryByteOfEveryEncoding() {
        StringBuilder every = new StringBuilder();
        for (char each = 1; each < 256; each++) {
            every.append(each);
        }
        byte[] body = Packet.pairs("user", every.toString(), every.toString(), "");
        ByteBuf written = Unpooled.buffer();
        decoded(body).encode(written);
        assertThat(written).isEqualTo(Unpooled.wrappedBuffer(body));
    }

    @Test
    void showsNamesAsTheyWereWritten() {
        assertThat(StartupParameters.readable("J\u00c3\u00bcrgen")).isEqualTo("Jürgen");
        assertThat(StartupParameters.readable("\u00ff")).isEqualTo("\ufffd");
    }

    @Test
    void separatesProtocolOptions() {
        StartupParameters parameters = decoded(Packet.pairs("_pq_.a", "1", "user", "new", "_pq_.", "", "_PQ_.b", "2"));
        assertThat(parameters.protocolOptions()).containsExactly("_pq_.a", "_pq_.");
        assertThat(parameters.withoutProtocolOptions().toMap()).containsOnlyKeys("user", "_PQ_.b");
    }

    @Test
    void showsNoValues() {
        assertThat(decoded(Packet.pairs("password", "s3cret")).toString()).isEqualTo("[password]");
    }
}
