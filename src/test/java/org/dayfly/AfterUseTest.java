package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.LeaseRows;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** A client says what happens to its database after use: the database is kept for some time, or dropped at once. */
@ExtendWith(TestServer.class)
final class AfterUseTest {
    private static final String KEEP = "-c dayfly.after=keep";
    private static final String DROP = "-c dayfly.after=drop";
    private static final Duration SOME_TIME = Duration.ofMinutes(90);

    private final Cluster cluster;
    private final TestProxy proxy;
    private final RegistryProbe probe;
    private final String key = "after-" + Long.toString(System.nanoTime(), 36);

    AfterUseTest(Cluster cluster) {
        this.cluster = cluster;
        proxy = TestProxy.before(cluster, "reaper.interval=100ms", "databases.kept=2h");
        probe = RegistryProbe.on(cluster);
    }

    @AfterEach
    void close() throws Exception {
        probe.all().databases().leased().make().expired();
        Eventually.sees(
                "all databases are dropped",
                0,
                () -> probe.all().databases().inState("leased", "reclaiming").count());
        proxy.close();
    }

    private Connection connect(String userOrUrl, String options) throws SQLException {
        return proxy.connect(userOrUrl, Map.of("options", options));
    }

    private static String name(Connection session) throws SQLException {
        return String.valueOf(session.unwrap(PGConnection.class).getParameterStatus("dayfly.database"));
    }

    /** The name of a database whose session has ended and never sent a query. */
    private String unqueried(String user, String options) throws Exception {
        // A driver sends queries of its own.
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(Packet.startupMessage(Packet.V3_0, "user", user, "options", options));
            String name = WireMessage.parameter(client.readUntil('Z'), "dayfly.database");
            client.send(Packet.terminate());
            return name;
        }
    }

    private String queried(String userOrUrl, String options) throws SQLException {
        try (Connection session = connect(userOrUrl, options)) {
            Sql.run(session, "SELECT 1");
            return name(session);
        }
    }

    private LeaseRows of(String name) {
        return probe.of(name);
    }

    private String word() throws SQLException {
        return view("coalesce(after, 'neither')");
    }

    private String view(String expression) throws SQLException {
        return Sql.askIn(
                cluster,
                "dayfly",
                "SELECT " + expression + " FROM registry.ls WHERE key = '" + key + "' AND state = 'leased'");
    }

    private void isGone(String name) throws Exception {
        Eventually.holds("database " + name + " is gone", () -> probe.isGone(name));
    }

    /** Waits until the reaper has seen all that happened until now: it has dropped a database that was used later. */
    private void reaperLooks() throws Exception {
        isGone(queried("new", DROP));
    }

    @Test
    void aDatabaseThatIsKeptOutlivesItsTimesAndNeedsNoQuery() throws Exception {
        String kept = unqueried("new", KEEP + " -c dayfly.ttl=1min -c dayfly.idle=1s");
        Eventually.holds("the registry knows the end of the session", of(kept)::areAtRest);
        of(kept).make().leasedAndUnusedFor(SOME_TIME);
        of(kept).make().expireIn(Duration.ofHours(2).minus(SOME_TIME));
        reaperLooks();
        assertThat(of(kept).state()).isEqualTo("leased");
        of(kept).make().unusedFor(Duration.ofHours(2));
        isGone(kept);
        assertThat(probe.reclaimedFor(kept)).isEqualTo("idle");
    }

    @Test
    void aDatabaseThatIsKeptIsDroppedWhenThatTimeIsOver() throws Exception {
        String kept = unqueried("new", KEEP + " -c dayfly.ttl=1min");
        assertThat(of(kept).ttl()).isEqualTo(Duration.ofHours(2));
        assertThat(of(kept).idle()).contains(Duration.ofHours(2));
        of(kept).make().older(Duration.ofHours(2));
        isGone(kept);
        assertThat(probe.reclaimedFor(kept)).isEqualTo("aged");
    }

    @Test
    void aSessionThatJoinsKeepsTheDatabaseFromThenOn() throws Exception {
        String name = queried("new." + key, "-c dayfly.ttl=2h -c dayfly.idle=1s");
        of(name).make().older(Duration.ofMinutes(50));
        assertThat(unqueried("new." + key, KEEP)).isEqualTo(name);
        assertThat(word()).isEqualTo("keep");
        assertThat(of(name).timeLeft()).isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
        assertThat(of(name).idle()).contains(Duration.ofHours(2));
    }

    @Test
    void noSessionKeepsADatabaseBeyondTheAgeThatAClientMayAskFor() throws Exception {
        String name = queried("new." + key, "-c dayfly.ttl=24h");
        of(name).make().older(Duration.ofHours(23));
        unqueried("new." + key, KEEP);
        assertThat(of(name).timeLeft()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }

    @Test
    void aShorterTimeToKeepTakesNoTimeAway() throws Exception {
        String name = queried("new." + key, "-c dayfly.ttl=24h -c dayfly.idle=24h");
        unqueried("new." + key, KEEP);
        assertThat(of(name).ttl()).isEqualTo(Duration.ofHours(24));
        assertThat(of(name).idle()).contains(Duration.ofHours(24));
    }

    @Test
    void aDatabaseIsDroppedWhenItsLastSessionHasEndedAndNotSooner() throws Exception {
        String name;
        String url;
        try (Connection last = connect("new." + key, DROP)) {
            Sql.run(last, "SELECT 1");
            url = Sql.ask(last, "SHOW dayfly.url");
            name = queried("new." + key, "");
            reaperLooks();
            assertThat(of(name).state()).isEqualTo("leased");
        }
        isGone(name);
        assertThat(probe.reclaimedFor(name)).isEqualTo("after use");
        SQLException late = catchThrowableOfType(
                SQLException.class, () -> proxy.connect(url).close());
        assertThat(late.getSQLState()).isEqualTo("3D000");
        assertThat(late.getMessage())
                .contains("database \"" + name + "\" was dropped after its last session, as a client had asked");
        assertThat(queried("new." + key, "")).isNotEqualTo(name);
        assertThat(word()).isEqualTo("neither");
    }

    @Test
    void theLastWordCounts() throws Exception {
        String name = queried("new." + key, KEEP);
        try (Connection last = connect("new." + key, DROP)) {
            assertThat(name(last)).isEqualTo(name);
            assertThat(word()).isEqualTo("drop");
            queried("new." + key, KEEP);
            assertThat(word()).isEqualTo("keep");
        }
        reaperLooks();
        assertThat(of(name).state()).isEqualTo("leased");
        unqueried("new." + key, DROP);
        isGone(name);
    }

    @Test
    void anIssuedRoleHasASayToo() throws Exception {
        String url;
        String name;
        try (Connection made = connect("new", "")) {
            url = Sql.ask(made, "SHOW dayfly.url");
            name = name(made);
            try (Connection joined = connect(url, KEEP)) {
                assertThat(name(joined)).isEqualTo(name);
            }
        }
        assertThat(of(name).idle()).contains(Duration.ofHours(2));
        connect(url, DROP).close();
        isGone(name);
    }

    @Test
    void theWordReachesTheRegistryAlthoughTheJoinNeedNotAsk() throws Exception {
        try (Connection first = connect("new." + key, "");
                Connection second = connect("new." + key, "");
                Connection third = connect("new." + key, KEEP)) {
            assertThat(name(third)).isEqualTo(name(second)).isEqualTo(name(first));
            assertThat(word()).isEqualTo("keep");
        }
    }

    @Test
    void aResetClearsTheWordAndTheNote() throws Exception {
        String old = queried("new." + key, KEEP + " -c dayfly.note=the\\ first");
        assertThat(view("note || ', ' || after")).isEqualTo("the first, keep");
        assertThat(queried("reset." + key, "")).isNotEqualTo(old);
        assertThat(view("concat(note, after, 'none')")).isEqualTo("none");
        queried("reset." + key, DROP + " -c dayfly.note=the\\ third");
        isGone(old);
        reaperLooks();
        assertThat(view("name")).isEqualTo("no row");
    }

    @Test
    void aNoteOfTheSessionThatMakesTheDatabaseIsShownInTheView() throws Exception {
        queried("new." + key, "-c dayfly.note=caf\u00e9\\ a\\\\b");
        queried("new." + key, "-c dayfly.note=another");
        assertThat(view("note")).isEqualTo("caf\u00e9 a\\b");
        assertThat(Sql.askIn(
                        cluster,
                        "dayfly",
                        "SELECT note FROM registry.status WHERE key = '" + key + "' AND state = 'leased'"))
                .isEqualTo("caf\u00e9 a\\b");
    }

    @Test
    void aDatabaseOfAnotherEncodingStoresTheNoteWithQuestionMarks() throws SQLException {
        assertThat(Sql.askIn(cluster, "dayfly", "SELECT registry.text_of('\\x61ff62'::bytea)"))
                .isEqualTo("a?b");
    }

    @Test
    void aBadNoteIsRefused() {
        SQLException refused = catchThrowableOfType(
                SQLException.class,
                () -> connect("new", "-c dayfly.note=" + "x".repeat(201)).close());
        assertThat(refused.getSQLState()).isEqualTo("22023");
        assertThat(refused.getMessage()).contains("\"dayfly.note\"").contains("at most 200 characters");
    }

    @Test
    void theWordCountsThroughEachProxy() throws Exception {
        try (TestProxy other = TestProxy.before(cluster, "reaper.interval=1h")) {
            String name;
            try (Connection there = other.connect("new." + key)) {
                Sql.run(there, "SELECT 1");
                name = queried("new." + key, DROP);
                reaperLooks();
                assertThat(of(name).state()).isEqualTo("leased");
            }
            isGone(name);
            try (Connection here = connect("new." + key, DROP)) {
                name = name(here);
                other.connect("new." + key, Map.of("options", KEEP)).close();
            }
            reaperLooks();
            assertThat(of(name).state()).isEqualTo("leased");
        }
    }

    @Test
    void aDatabaseThatIsPinnedStays() throws Exception {
        String name;
        try (Connection session = connect("new." + key, DROP)) {
            Sql.run(session, "SELECT 1");
            name = name(session);
            of(name).make().pinned();
        }
        Eventually.holds("the registry knows the end of the session", of(name)::areAtRest);
        reaperLooks();
        assertThat(of(name).state()).isEqualTo("leased");
        of(name).make().unpinned();
        isGone(name);
    }
}
