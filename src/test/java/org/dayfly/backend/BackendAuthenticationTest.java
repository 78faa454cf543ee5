package org.dayfly.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.AuthenticationRequest;
import org.dayfly.protocol.ScramKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** dayfly logs in by the method that the server asks for, and refuses a server that does not prove itself. */
class BackendAuthenticationTest {
    private static final AuthenticationRequest.Ok OK = new AuthenticationRequest.Ok();
    private static final AuthenticationRequest SCRAM =
            new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"));

    private final Secret password = new Secret("correct horse");
    private final ScramKeys keys = ScramKeys.derive(password);
    private final ScramServer scram = new ScramServer(keys);
    private final FakeBackend server = new FakeBackend(new BackendCredentials("alice", Optional.of(password)));

    @AfterEach
    void hangUp() {
        server.hangUp();
    }

    @Test
    void trustAsksForNoPassword() {
        server.send(OK).ready().session().close();
    }

    @Test
    void aPasswordIsSentInClearIfTheServerAsksForThat() {
        server.send(new AuthenticationRequest.CleartextPassword());
        assertThat(server.expectPassword()).isEqualTo("correct horse\0");
        server.send(OK).ready().session().close();
    }

    @Test
    void md5HashesThePasswordWithTheRoleAndThenTheSalt() {
        server.send(new AuthenticationRequest.Md5Password(0x01020304));
        // 'md5' || md5(md5('correct horsealice') || '\x01020304'), as PostgreSQL itself computes it
        assertThat(server.expectPassword()).isEqualTo("md5769ce315d0856594c0c01eb54a006700\0");
        server.send(OK).ready().session().close();
    }

    @Test
    void scramProvesThePasswordToBothSides() throws GeneralSecurityException {
        prove(server);
        server.send(OK).ready().session().close();
    }

    private void prove(FakeBackend to) throws GeneralSecurityException {
        to.send(SCRAM);
        String first = to.expectPassword();
        assertThat(first).startsWith("SCRAM-SHA-256\0");
        to.send(new AuthenticationRequest.SaslContinue(scram.challenge(first)));
        to.send(new AuthenticationRequest.SaslFinal(scram.proof(to.expectPassword())));
    }

    @Test
    void aServerThatSignsWithAnotherPasswordIsRefused() throws GeneralSecurityException {
        server.send(SCRAM);
        server.send(new AuthenticationRequest.SaslContinue(scram.challenge(server.expectPassword())));
        String proof = scram.proof(server.expectPassword());
        server.send(new AuthenticationRequest.SaslFinal(proof.replaceFirst("v=.", "v=" + other(proof.charAt(2)))));
        assertThat(server.failure())
                .isInstanceOf(LoginFailedException.class)
                .hasMessageContaining("could not prove that it knows the password");
    }

    private static char other(char base64) {
        return base64 == 'A' ? 'B' : 'A';
    }

    @Test
    void aServerThatReportsAnErrorInScramIsRefused() throws GeneralSecurityException {
        server.send(SCRAM);
        server.send(new AuthenticationRequest.SaslContinue(scram.challenge(server.expectPassword())));
        server.send(new AuthenticationRequest.SaslFinal("e=other-error"));
        assertThat(server.failure()).isInstanceOf(LoginFailedException.class);
    }

    @Test
    void aServerThatSkipsItsProofIsRefused() {
        server.send(SCRAM);
        server.send(new AuthenticationRequest.SaslContinue(scram.challenge(server.expectPassword())));
        server.send(OK);
        assertThat(server.failure())
                .isInstanceOf(LoginFailedException.class)
                .hasMessageContaining("without proving that it knows the password");
    }

    @Test
    void aServerThatAsksForTooManyIterationsIsRefusedAtOnce() {
        server.send(SCRAM);
        server.send(new AuthenticationRequest.SaslContinue(scram.challenge(server.expectPassword(), 100_001)));
        assertThat(server.failure()).isInstanceOf(LoginFailedException.class).hasMessageContaining("100001 iterations");
    }

    @Test
    void aChallengeWithoutTheClientsNonceIsRefused() {
        server.send(SCRAM);
        server.send(new AuthenticationRequest.SaslContinue("r=anothers,s=c2FsdA==,i=4096"));
        assertThat(server.failure()).isInstanceOf(LoginFailedException.class).hasMessageContaining("unacceptable");
    }

    @Test
    void garbageInsteadOfAChallengeIsRefused() {
        server.send(SCRAM);
        server.send(new AuthenticationRequest.SaslContinue("\u00ff=,=,,"));
        assertThat(server.failure()).isInstanceOf(LoginFailedException.class);
    }

    @Test
    void aChallengeBeforeTheOfferOfSaslIsRefused() {
        server.send(new AuthenticationRequest.SaslContinue("r=x,s=c2FsdA==,i=4096"));
        assertThat(server.failure()).isInstanceOf(LoginFailedException.class).hasMessageContaining("not begun");
    }

    @Test
    void aServerWithOtherMechanismsOnlyIsRefusedByName() {
        server.send(new AuthenticationRequest.Sasl(List.of("OAUTHBEARER")));
        assertThat(server.failure()).isInstanceOf(LoginFailedException.class).hasMessageContaining("OAUTHBEARER");
    }

    @Test
    void anUnknownMethodIsRefusedByItsCode() {
        server.send(new AuthenticationRequest.Unsupported(7));
        assertThat(server.failure()).isInstanceOf(LoginFailedException.class).hasMessageContaining("code 7");
    }

    @Test
    void aMissingPasswordIsReportedWithTheRole() {
        FakeBackend other = new FakeBackend(new BackendCredentials("bob", Optional.empty()));
        other.send(SCRAM);
        assertThat(other.failure())
                .isInstanceOf(LoginFailedException.class)
                .hasMessageContaining("a password for role bob");
    }
}
