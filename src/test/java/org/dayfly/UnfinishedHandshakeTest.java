package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.sslRequest;

import java.io.IOException;
import java.util.Arrays;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that asked for TLS and does not finish the handshake receives nothing in clear. */
@ExtendWith(TestServer.class)
final class UnfinishedHandshakeTest extends EncryptionFixture {
    UnfinishedHandshakeTest(Cluster cluster) {
        super(cluster);
    }

    /** The steps of a handshake at which a client may stop. */
    private enum Underway {
        ACCEPTED {
            @Override
            void begin(WireClient client) throws IOException {
                assertThat(client.send(sslRequest()).readByte()).isEqualTo('S');
            }
        },
        ACCEPTED_AND_BEGUN {
            @Override
            void begin(WireClient client) throws IOException {
                ACCEPTED.begin(client);
                client.send(Arrays.copyOf(CLIENT_HELLO, 20));
            }
        },
        DIRECT {
            @Override
            void begin(WireClient client) throws IOException {
                client.send(Arrays.copyOf(CLIENT_HELLO, 20));
            }
        },
        DIRECT_AND_ANSWERED {
            @Override
            void begin(WireClient client) throws IOException {
                client.send(CLIENT_HELLO);
                assertThat(client.readByte()).as("a TLS record of the server").isIn(TLS_HANDSHAKE, TLS_ALERT);
            }
        };

        abstract void begin(WireClient client) throws IOException;
    }

    private static final int TLS_ALERT = 21;
    private static final int TLS_HANDSHAKE = 22;
    private static final byte[] CLIENT_HELLO = ClientHelloBytes.naming(ALPN);

    /** The client received nothing or only TLS records. In clear, an ErrorResponse would begin with E. */
    private static void assertNothingInClear(byte[] heard) {
        assertThat(new String(heard, US_ASCII)).doesNotContain("FATAL");
        assertThat(heard.length == 0 || heard[0] != 'E').isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSentInClearWhenTheHandshakeTakesTooLong(Underway way) throws IOException {
        try (WireClient client =
                WireClient.connect(showing("server", "login-deadline=1s").port())) {
            way.begin(client);
            assertNothingInClear(client.readBytesToEnd());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSentInClearWhenTheHalfOpenLimitIsReached(Underway way) throws IOException {
        int port = showing("server", "limits.half-open=1").port();
        try (WireClient client = WireClient.connect(port)) {
            way.begin(client);
            try (WireClient other = WireClient.connect(port)) {
                assertNothingInClear(client.readBytesToEnd());
                served(other);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSentInClearWhenDayflyStops(Underway way) throws IOException {
        TestProxy stopping = showing("server");
        try (WireClient client = WireClient.connect(stopping.port())) {
            way.begin(client);
            stopping.close();
            assertNothingInClear(client.readBytesToEnd());
        }
    }

    @Test
    void nothingIsSentInClearToAClientThatContinuesInClear() throws IOException {
        try (WireClient client = WireClient.connect(showing("server").port())) {
            Underway.ACCEPTED.begin(client);
            assertNothingInClear(client.send(HELLO, new byte[100]).readBytesToEnd());
        }
    }
}
