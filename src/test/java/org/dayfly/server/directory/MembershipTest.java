package org.dayfly.server.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.HeardLog;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.registry.UnusableServerException;
import org.dayfly.sql.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which directory a server's keys are in, and what the log says while a server is drained. */
@ExtendWith(TestServer.class)
final class MembershipTest {
    private static final Optional<ServerTag> ONE = Optional.of(new ServerTag("aaaaaa"));
    private static final Optional<ServerTag> OTHER = Optional.of(new ServerTag("bbbbbb"));
    private static final long PROXY = 1;
    private static final long ANOTHER = 2;

    private final Registry registry;
    private final Membership membership;

    MembershipTest(Cluster cluster) throws SQLException {
        registry = Registry.open(cluster);
        membership = new Membership(registry, "db1");
        seen(PROXY);
    }

    private void seen(long proxy) throws SQLException {
        call("SELECT true FROM registry.proxy_seen(?, 'here', 'test')", proxy);
    }

    private void leaves(long proxy) throws SQLException {
        call("SELECT true FROM registry.proxy_left(?)", proxy);
    }

    private void call(String sql, long proxy) throws SQLException {
        registry.pool().with(connection -> new Query<>(sql, row -> true).first(connection, proxy));
    }

    @AfterEach
    void close() throws SQLException {
        leaves(ANOTHER);
        membership.join(PROXY, Optional.empty());
        leaves(PROXY);
        registry.close();
    }

    @Test
    void aServerThatWasTheOnlyOneGetsADirectoryThoughOtherProxiesLive() throws SQLException {
        seen(ANOTHER);
        assertThat(membership.present()).isEmpty();
        assertThat(membership.join(PROXY, ONE)).isFalse();
        assertThat(membership.directory()).isEmpty();
        membership.joined(ONE);
        assertThat(membership.directory()).isEqualTo(ONE);
        assertThat(membership.join(ANOTHER, ONE)).isTrue();
        assertThat(membership.present()).isEqualTo(ONE);
    }

    @Test
    void theDirectoryMovesOnlyOnceNoOtherProxyLives() throws SQLException {
        membership.join(PROXY, ONE);
        membership.joined(ONE);
        seen(ANOTHER);
        assertThatThrownBy(() -> membership.join(PROXY, OTHER)).isInstanceOf(UnusableServerException.class);
        assertThatThrownBy(() -> membership.join(PROXY, Optional.empty())).isInstanceOf(UnusableServerException.class);
        assertThat(membership.present()).isEqualTo(ONE);
        leaves(ANOTHER);
        assertThat(membership.join(PROXY, OTHER)).isFalse();
        assertThat(membership.present()).isEqualTo(OTHER);
    }

    @Test
    void theLogTellsOnceThatTheLastDatabaseIsGone() {
        try (HeardLog log = new HeardLog("org.dayfly.server.directory.Membership")) {
            membership.left(0);
            membership.drained(true);
            membership.drained(true);
            membership.left(1);
            membership.left(0);
            membership.left(0);
            membership.drained(false);
            assertThat(log.lines())
                    .containsExactly(
                            "db1 takes no new databases from now on: it is being drained",
                            "db1 is drained: it has no database of a client, and can be removed",
                            "db1 takes new databases again");
        }
    }
}
