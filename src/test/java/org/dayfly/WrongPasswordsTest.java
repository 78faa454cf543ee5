package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.startupMessage;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Wrong passwords are answered late. Clients at the same address with the right password do not wait. */
@ExtendWith(TestServer.class)
final class WrongPasswordsTest {
    /** The last of this many wrong passwords is answered after 6.4 s. */
    private static final int MANY = 10;

    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private final TestProxy proxy;
    private final List<WireClient> guessers = new ArrayList<>();

    WrongPasswordsTest(Cluster cluster) {
        proxy = TestProxy.before(
                cluster,
                "access.password=open sesame",
                "access.maintenance-roles=" + cluster.maintenanceRole() + ":keeper");
    }

    @AfterEach
    void close() throws IOException {
        for (WireClient each : guessers) {
            each.close();
        }
        proxy.close();
    }

    private Connection connectNew() throws SQLException {
        return proxy.connect("new", Map.of("password", "open sesame"));
    }

    private static String url(Connection session) throws SQLException {
        return Sql.ask(session, "SHOW dayfly.url");
    }

    private static String role(String url) {
        return URI.create(url).getUserInfo().replaceFirst(":.*", "");
    }

    /** Sends wrong passwords at once, and reads no answer. */
    private void guess(String user, int times) throws Exception {
        Map<WireClient, byte[]> proofs = new LinkedHashMap<>();
        for (int i = 0; i < times; i++) {
            WireClient guesser = WireClient.connect(proxy.port());
            guessers.add(guesser);
            proofs.put(guesser, guesser.send(startupMessage(V3_0, "user", user)).wrongProof());
        }
        for (Map.Entry<WireClient, byte[]> each : proofs.entrySet()) {
            each.getKey().send(each.getValue());
        }
    }

    private void letsInAtOnce(String userOrUrl, Map<String, String> properties) throws SQLException {
        long begun = System.nanoTime();
        proxy.connect(userOrUrl, properties).close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
    }

    @Test
    void wrongPasswordsOfOneRoleDelayNoClientWithTheRightPassword() throws Exception {
        try (Connection one = connectNew();
                Connection other = connectNew()) {
            guess(role(url(one)), MANY);
            for (int i = 0; i < 5; i++) {
                letsInAtOnce(url(other), Map.of());
                letsInAtOnce(url(one), Map.of());
            }
        }
    }

    @Test
    void wrongPasswordsOfUserNewDelayNoClientWithTheRightPassword() throws Exception {
        guess("new", MANY);
        ConcurrentClients.act(5, 5, number -> letsInAtOnce("new", Map.of("password", "open sesame")));
    }

    @Test
    void theLastOfSeveralWrongPasswordsIsAnsweredLate() throws Exception {
        for (String user : List.of("dayfly_neverissued", "new")) {
            guess(user, 7);
            WireClient last = guessers.get(guessers.size() - 1);
            long begun = System.nanoTime();
            WireMessage answer = last.read();
            assertThat(answer.fields()).containsEntry('C', "28P01");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(300));
        }
    }

    @Test
    void tooManyWrongPasswordsAtOnceAreRefused() throws Exception {
        guess("new", 115);
        WireMessage answer = guessers.get(guessers.size() - 1).read();
        assertThat(answer.fields()).containsEntry('C', "53400");
        assertThat(answer.fields().get('H')).matches("try again in \\d+ s");
        letsInAtOnce(url(connectNewOnceAccepted()), Map.of());
    }

    /** A database that is made as soon as dayfly accepts the right password again. */
    private Connection connectNewOnceAccepted() throws Exception {
        Eventually.holds("dayfly accepts the right password again", () -> {
            try (Connection made = connectNew()) {
                return made.isValid(5);
            } catch (SQLException tooMany) {
                assertThat(tooMany.getSQLState()).isEqualTo("53400");
                return false;
            }
        });
        return connectNew();
    }
}
