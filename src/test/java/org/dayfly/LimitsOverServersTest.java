package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.LeaseRows;
import org.dayfly.server.registry.RegistryProbe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of a client and of a key prefix hold in total over two servers, a and b. */
@ExtendWith(TestServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LimitsOverServersTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    private static final Duration BOUNDED = Duration.ofSeconds(6);

    private final ExternalServer external = ExternalServer.start(14);
    private final List<Cluster> clusters;
    private final AddressedClients clients = new AddressedClients();
    private final AtomicInteger number = new AtomicInteger();
    private String one = "";
    private String other = "";
    private @Nullable TestProxy proxy;

    LimitsOverServersTest(Cluster first) {
        clusters = List.of(first, ExternalCluster.at(external.url()));
    }

    @AfterEach
    void close() throws IOException {
        clients.close();
        if (proxy != null) {
            proxy.close();
        }
    }

    @AfterAll
    void stop() {
        clusters.get(1).close();
        external.close();
    }

    private static String[] with(String... settings) {
        return Stream.concat(Stream.of(AddressedClients.SETTING), Stream.of(settings))
                .toArray(String[]::new);
    }

    /** Starts a proxy, for clients whose addresses no other test has. */
    private TestProxy proxy(String... settings) {
        one = "198.51.100." + number.incrementAndGet();
        other = "198.51.100." + number.incrementAndGet();
        TestProxy started = TestProxy.before(ServerLetters.named(clusters), with(settings));
        proxy = started;
        return started;
    }

    /** A user with a key that no other test has, on the server of the letter. */
    private String key(char server) {
        return "new." + server + "-limits-" + Long.toString(System.nanoTime(), 36) + number.incrementAndGet();
    }

    private LeaseRows of(char server, String address) {
        return RegistryProbe.on(clusters.get(server - 'a')).all().leased().ofClient(address);
    }

    /** Makes a database, and leaves it at rest. */
    private String rested(TestProxy on, String address, String user) throws Exception {
        String key = user.substring("new.".length());
        clients.served(on, address, user).close();
        LeaseRows rows = RegistryProbe.on(clusters.get(key.charAt(0) - 'a'))
                .all()
                .leased()
                .ofKey(key);
        Eventually.holds("the database is at rest", rows::areAtRest);
        return rows.name();
    }

    private boolean isInService(char server, String name) throws SQLException {
        return RegistryProbe.on(clusters.get(server - 'a')).of(name).state().equals("leased");
    }

    @Test
    void theDatabasesOfAnAddressCountOnAllServers() throws Exception {
        TestProxy both = proxy("limits.per-address=3");
        WireClient first = clients.served(both, one, key('a'));
        clients.served(both, one, key('b'));
        clients.served(both, one, key('a'));
        for (char server : new char[] {'a', 'b'}) {
            WireMessage refusal = clients.refused(both, one, key(server));
            assertThat(refusal.fields()).containsEntry('M', "your address has 3 databases, and all are in use");
            assertThat(refusal.fields().get('H')).contains("limits.per-address");
        }
        clients.served(both, other, key('b'));
        first.close();
        clients.served(both, one, key('b'));
    }

    @Test
    void asManyClientsAsAllowedGetADatabaseIfAllAskAtOnce() throws Exception {
        TestProxy both = proxy("limits.per-address=7", "databases.max=0");
        AtomicInteger served = new AtomicInteger();
        ConcurrentClients.act(28, 28, client -> {
            if (clients.answer(both, one, "new").isEmpty()) {
                served.incrementAndGet();
            }
        });
        assertThat(served).hasValue(7);
    }

    @Test
    void keysWithAPrefixCountOnAllServers() throws Exception {
        String prefix = "a-few" + Long.toString(System.nanoTime(), 36) + "-";
        TestProxy both = proxy("limits.key-prefixes." + prefix + "=2");
        String source = key('b');
        rested(both, one, source);
        clients.served(both, one, "new." + prefix + "1");
        clients.served(both, one, copy(source, prefix + "2"));
        for (String user : List.of("new." + prefix + "3", copy(source, prefix + "4"))) {
            assertThat(clients.refused(both, other, user).fields().get('M'))
                    .isEqualTo(
                            "there are 2 databases with keys that begin with \"" + prefix + "\", and all are in use");
        }
    }

    @Test
    void aDatabaseWithAPrefixGivesWayOnTheOtherServer() throws Exception {
        String prefix = "a-one" + Long.toString(System.nanoTime(), 36) + "-";
        TestProxy both = proxy("limits.key-prefixes." + prefix + "=1");
        String source = key('b');
        rested(both, one, source);
        String resting = rested(both, one, "new." + prefix + "1");
        clients.served(both, other, copy(source, prefix + "2"));
        assertThat(isInService('a', resting)).isFalse();
    }

    /** A user with a key, whose database is on the server of the source. */
    private static String copy(String source, String key) {
        return source.replace("new.", "copy.") + "." + key;
    }

    @Test
    void creationsCountOnAllServers() throws Exception {
        TestProxy both = proxy("limits.creations-per-minute=3");
        clients.served(both, one, key('a'));
        clients.served(both, one, key('b'));
        clients.served(both, one, key('a'));
        for (char server : new char[] {'a', 'b'}) {
            assertThat(clients.refused(both, one, key(server)).fields().get('H'))
                    .startsWith("try again in ");
        }
        clients.served(both, other, key('b'));
    }

    @Test
    void aCreationThatOneServerRefusesCanBeMadeOnTheOther() throws Exception {
        TestProxy both = proxy("limits.creations-per-minute=1");
        assertThat(clients.answer(both, one, key('a').replace("new", "copy"))).isEqualTo("3D000");
        clients.served(both, one, key('b'));
        clients.refused(both, one, key('a'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.201", "2001:db8:1:2::3"})
    void theDatabaseLongestAtRestOnTheOtherServerGivesWay(String address) throws Exception {
        TestProxy both = proxy("limits.per-address=2");
        String elder = rested(both, address, key('a'));
        String younger = rested(both, address, key('a'));
        String others = rested(both, other, key('a'));
        clients.served(both, address, key('b'));
        assertThat(isInService('a', elder)).isFalse();
        assertThat(isInService('a', younger)).isTrue();
        clients.served(both, address, key('b'));
        assertThat(isInService('a', younger)).isFalse();
        assertThat(isInService('a', others)).isTrue();
        clients.refused(both, address, key('b'));
    }

    @Test
    void aDatabaseOfTheSameServerGivesWayFirst() throws Exception {
        TestProxy both = proxy("limits.per-address=2");
        String elsewhere = rested(both, one, key('a'));
        String here = rested(both, one, key('b'));
        clients.served(both, one, key('b'));
        assertThat(isInService('b', here)).isFalse();
        assertThat(isInService('a', elsewhere)).isTrue();
    }

    @Test
    void aClientThatCyclesThroughDatabasesLosesOneForEachNewOne() throws Exception {
        TestProxy both = proxy("limits.per-address=6");
        for (int i = 0; i < 6; i++) {
            rested(both, one, key(i % 2 == 0 ? 'a' : 'b'));
        }
        for (int i = 0; i < 12; i++) {
            rested(both, one, key(i % 2 == 0 ? 'a' : 'b'));
            assertThat(of('a', one).count() + of('b', one).count()).isEqualTo(6);
        }
    }

    @Test
    void aLoweredLimitIsMetByDatabasesOfBothServers() throws Exception {
        TestProxy both = proxy("limits.per-address=6");
        for (int i = 0; i < 6; i++) {
            rested(both, one, key(i % 2 == 0 ? 'a' : 'b'));
        }
        both.reload(with("limits.per-address=2"));
        clients.served(both, one, key('a'));
        assertThat(of('a', one).count() + of('b', one).count()).isEqualTo(2);
    }

    @Test
    void aClientIsNotRefusedForADatabaseThatIsGone() throws Exception {
        TestProxy both = proxy("limits.per-address=2");
        for (int i = 0; i < 4; i++) {
            clients.answer(both, one, key('a'));
            clients.answer(both, one, key('a'));
            // Without a query, so that the databases are dropped at once.
            clients.close();
            Eventually.sees("the databases are gone", 0, () -> of('a', one).count());
            long begun = System.nanoTime();
            clients.served(both, one, key('b')).close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
            of('b', one).make().reclaiming();
        }
    }

    @Test
    void aLimitThatIsSetByAReloadCountsTheDatabasesThatAreThere() throws Exception {
        TestProxy both = proxy("limits.per-address=0");
        clients.served(both, one, key('a'));
        both.reload(with("limits.per-address=1"));
        clients.refused(both, one, key('b'));
    }

    @Test
    void aServerThatDoesNotAnswerDelaysARefusalForTwoSecondsAndNoOtherClient() throws Exception {
        TestProxy both = proxy("limits.per-address=1");
        clients.served(both, one, key('b'));
        try (Connection holder = clusters.get(1).connect("dayfly")) {
            holder.setAutoCommit(false);
            RegistryProbe.in(holder).lock();
            long begun = System.nanoTime();
            clients.refused(both, one, key('a'));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUNDED);
            begun = System.nanoTime();
            clients.served(both, other, key('a'));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
        }
    }
}
