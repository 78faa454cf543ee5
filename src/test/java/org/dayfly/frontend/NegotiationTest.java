package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import org.dayfly.Packet;
import org.dayfly.protocol.NegotiateProtocolVersion;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The version of a session is never above the version that the client asks for, or that the server has. */
final class NegotiationTest {
    private static Negotiation negotiation(int minor, ProtocolVersion newest, String... parameters) {
        byte[] packet = Packet.startupMessage(Packet.V3_0 | minor, parameters);
        return Negotiation.of(
                (StartupMessage) StartupPacket.decode(Unpooled.wrappedBuffer(packet, 4, packet.length - 4)), newest);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 2"})
    void usesAKnownVersionWithoutAnAnswer(int asked, int spoken) {
        assertThat(negotiation(asked, ProtocolVersion.V3_2))
                .isEqualTo(new Negotiation(new ProtocolVersion(3, spoken), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "9999, 2", "65535, 2"})
    void answersARequestForANewerVersionWithTheNewestKnownVersion(int asked, int newest) {
        Negotiation negotiation = negotiation(asked, new ProtocolVersion(3, newest));
        assertThat(negotiation.spoken()).isEqualTo(ProtocolVersion.V3_2);
        assertThat(negotiation.answer()).hasValue(new NegotiateProtocolVersion(ProtocolVersion.V3_2, List.of()));
    }

    @ParameterizedTest
    @CsvSource({"2", "9999"})
    void usesNoVersionThatTheServerLacks(int asked) {
        Negotiation negotiation = negotiation(asked, ProtocolVersion.V3_0);
        assertThat(negotiation.spoken()).isEqualTo(ProtocolVersion.V3_0);
        assertThat(negotiation.answer()).hasValue(new NegotiateProtocolVersion(ProtocolVersion.V3_0, List.of()));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 2", "9999, 2"})
    void namesUnknownOptionsAndNothingElse(int asked, int spoken) {
        assertThat(negotiation(asked, ProtocolVersion.V3_2, "user", "new", "_pq_.a", "1", "_pq_.b", "")
                        .answer())
                .hasValue(new NegotiateProtocolVersion(new ProtocolVersion(3, spoken), List.of("_pq_.a", "_pq_.b")));
    }

    @Test
    void sendsNoAnswerToARequestFor31IfTheServerHas30() {
        assertThat(negotiation(1, ProtocolVersion.V3_0).answer()).isEmpty();
    }
}
