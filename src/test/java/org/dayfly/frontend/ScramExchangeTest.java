package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ScramKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchange of RFC 7677, section 3, word by word, and the refusal of other exchanges. */
final class ScramExchangeTest {
    private static final ScramKeys KEYS =
            ScramKeys.derive(new Secret("pencil"), Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
    private static final String PLAIN = ScramExchange.PLAIN;
    private static final String PLUS = ScramExchange.PLUS;
    private static final byte[] END_POINT = {1, 2, 3};
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String CLIENT_FIRST = "n,,n=user,r=" + CLIENT_NONCE;
    private static final String WITHOUT_PROOF = "c=biws,r=" + CLIENT_NONCE + SERVER_NONCE;
    private static final String PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

    private final ScramExchange exchange = new ScramExchange(KEYS, Optional.empty(), SERVER_NONCE);

    @Test
    void followsTheExampleOfTheRfc() {
        assertThat(exchange.challenge(PLAIN, CLIENT_FIRST))
                .isEqualTo("r=" + CLIENT_NONCE + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(exchange.verify(WITHOUT_PROOF + ",p=" + PROOF))
                .hasValue("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void doesNotAcceptAWrongProof() {
        exchange.challenge(PLAIN, CLIENT_FIRST);
        assertThat(exchange.verify(WITHOUT_PROOF + ",p=" + PROOF.replace('d', 'e')))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=" + PROOF,
                "c=biws,r=%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=" + PROOF,
                "c=biws,r=,p=" + PROOF,
                "c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=" + PROOF,
                "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=" + PROOF,
                WITHOUT_PROOF,
                WITHOUT_PROOF + ",p=",
                WITHOUT_PROOF + ",p=AAAA",
                WITHOUT_PROOF + ",p=!",
                WITHOUT_PROOF + ",p=" + PROOF + ",x=1",
                ""
            })
    void refusesALastMessageThatIsNotOfThisExchange(String clientFinal) {
        exchange.challenge(PLAIN, CLIENT_FIRST);
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> exchange.verify(clientFinal))
                .satisfies(error -> assertThat(error.sqlState()).isEqualTo("08P01"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p=tls-server-end-point,,n=,r=abc | 08P01",
                "p=,,n=,r=abc | 08P01",
                "n,,n= | 08P01",
                "n,,n=,r=a\u0007b | 08P01",
                "n,a=admin,n=,r=abc | 0A000",
                "n,,m=x,n=,r=abc | 0A000"
            })
    void refusesAFirstMessageThatIsMalformedOrNotSupported(String clientFirst, String sqlState) {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> exchange.challenge(PLAIN, clientFirst))
                .satisfies(error -> assertThat(error.sqlState()).isEqualTo(sqlState));
    }

    @Test
    void agreesWithTheScramClientOfADriver() throws ScramException {
        ScramExchange begun = ScramExchange.begin(KEYS, Optional.empty(), new SecureRandom());
        ScramClient client = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username("*")
                .password("pencil".toCharArray())
                .build();
        client.serverFirstMessage(
                begun.challenge(PLAIN, client.clientFirstMessage().toString()));
        client.serverFinalMessage(
                begun.verify(client.clientFinalMessage().toString()).orElseThrow());
    }

    @Test
    void neverUsesANonceTwice() {
        SecureRandom random = new SecureRandom();
        assertThat(ScramExchange.begin(KEYS, Optional.empty(), random).challenge(PLAIN, CLIENT_FIRST))
                .isNotEqualTo(
                        ScramExchange.begin(KEYS, Optional.empty(), random).challenge(PLAIN, CLIENT_FIRST));
    }

    @Test
    void offersChannelBindingOverTls() {
        assertThat(exchange.mechanisms()).containsExactly(PLAIN);
        assertThat(bound().mechanisms()).containsExactly(PLUS, PLAIN);
    }

    private static ScramExchange bound() {
        return new ScramExchange(KEYS, Optional.of(END_POINT), SERVER_NONCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"})
    void agreesWithTheScramClientOfADriverOverTls(String mechanism) throws ScramException {
        ScramExchange begun = bound();
        ScramClient client = ScramClient.builder()
                .advertisedMechanisms(List.of(mechanism))
                .username("*")
                .password("pencil".toCharArray())
                .channelBinding(
                        TlsServerEndpoint.TLS_SERVER_END_POINT, mechanism.equals(PLUS) ? END_POINT : new byte[0])
                .build();
        client.serverFirstMessage(
                begun.challenge(mechanism, client.clientFirstMessage().toString()));
        client.serverFinalMessage(
                begun.verify(client.clientFinalMessage().toString()).orElseThrow());
    }

    @Test
    void refusesAProofForAnotherConnection() throws ScramException {
        ScramExchange begun = bound();
        ScramClient client = ScramClient.builder()
                .advertisedMechanisms(List.of(PLUS))
                .username("*")
                .password("pencil".toCharArray())
                .channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, new byte[] {1, 2, 4})
                .build();
        client.serverFirstMessage(
                begun.challenge(PLUS, client.clientFirstMessage().toString()));
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> begun.verify(client.clientFinalMessage().toString()))
                .satisfies(error -> assertThat(error.sqlState()).isEqualTo("28000"))
                .withMessageContaining("channel binding check failed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SCRAM-SHA-256      | y,,n=,r=abc                      | channel binding negotiation error",
                "SCRAM-SHA-256      | p=tls-server-end-point,,n=,r=abc | malformed",
                "SCRAM-SHA-256-PLUS | n,,n=,r=abc                      | malformed",
                "SCRAM-SHA-256-PLUS | y,,n=,r=abc                      | malformed",
                "SCRAM-SHA-256-PLUS | p=tls-unique,,n=,r=abc           | unsupported SCRAM channel-binding type",
                "SCRAM-SHA-1        | n,,n=,r=abc                      | invalid SASL authentication mechanism"
            })
    void refusesAFirstMessageThatContradictsTheOffer(String mechanism, String clientFirst, String why) {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> bound().challenge(mechanism, clientFirst))
                .satisfies(error -> assertThat(error.sqlState()).isEqualTo("08P01"))
                .withMessageContaining(why);
    }
}
