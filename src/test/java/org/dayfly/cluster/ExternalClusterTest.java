package org.dayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalClusterTest {
    @ParameterizedTest
    @CsvSource({"14, md5", "14, trust", "18, scram-sha-256"})
    void logsInByTheMethodThatTheServerAsksFor(int major, String method) throws SQLException {
        try (ExternalServer server = ExternalServer.start(major, method);
                Cluster cluster = ExternalCluster.at(server.url())) {
            assertThat(Sql.ask(cluster, "SHOW server_version")).startsWith(major + ".");
            assertThat(Sql.ask(cluster, "SELECT current_user")).isEqualTo(cluster.maintenanceRole());
            assertThat(Sql.ask(cluster, "SHOW application_name")).isEqualTo("dayfly");
            if (!method.equals("trust")) {
                assertThatThrownBy(() -> Sql.ask(withPassword(server.url(), "guess"), "SELECT 1"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
            }
        }
    }

    @Test
    void reachesAServerThatWasRestarted() throws SQLException {
        try (ExternalServer server = ExternalServer.start(18);
                Cluster cluster = ExternalCluster.at(server.url())) {
            server.stop();
            assertThatThrownBy(() -> Sql.ask(cluster, "SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
            server.start();
            assertThat(Sql.ask(cluster, "SELECT 1")).isEqualTo("1");
            server.kill();
            server.start();
            assertThat(Sql.ask(cluster, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void resolvesItsHostAnewForEachConnection() {
        Cluster cluster = ExternalCluster.at(new ServerUrl("ann", Optional.empty(), "db.example", 5433));
        InetSocketAddress address = (InetSocketAddress) cluster.address();
        assertThat(address.isUnresolved()).isTrue();
        assertThat(address.getHostString()).isEqualTo("db.example");
        assertThat(address.getPort()).isEqualTo(5433);
    }

    @Test
    void isNamedWithoutItsPassword() {
        Cluster cluster = withPassword(new ServerUrl("ann", Optional.empty(), "db.example", 5433), "secret");
        assertThat(cluster.name()).isEqualTo("ann@db.example:5433");
        assertThat(cluster.toString()).doesNotContain("secret");
    }

    @Test
    void isNamedByItsUnixSocket() {
        Cluster cluster = ExternalCluster.at(new ServerUrl("ann", Optional.empty(), "/srv/pg", 5433));
        assertThat(cluster.name()).isEqualTo("ann@/srv/pg/.s.PGSQL.5433");
        assertThat(cluster.address()).isEqualTo(new DomainSocketAddress("/srv/pg/.s.PGSQL.5433"));
    }

    @Test
    void namesTheUnixSocketThatNobodyListensOn(@TempDir Path folder) {
        Cluster cluster = ExternalCluster.at(new ServerUrl("ann", Optional.empty(), folder.toString(), 5433));
        assertThatThrownBy(() -> Sql.ask(cluster, "SELECT 1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"))
                .hasMessageContaining(folder + "/.s.PGSQL.5433")
                .hasMessageNotContaining("localhost");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "db1.invalid | 5432 | no connection to db1.invalid:5432 (unknown host db1.invalid); check the name",
                "127.0.0.1 | 1 | no connection to 127.0.0.1:1 (Connection refused); check that the server runs",
            })
    void saysWhyItCannotConnect(String host, int port, String message) {
        Cluster cluster = ExternalCluster.at(new ServerUrl("ann", Optional.empty(), host, port));
        assertThatThrownBy(() -> Sql.ask(cluster, "SELECT 1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"))
                .hasMessageStartingWith(message);
    }

    /** No encoding has half of a surrogate pair. So Java refuses the text as it refuses an umlaut under LC_ALL=C. */
    @Test
    void namesTheLocaleThatLacksALetterOfAPath() {
        ServerUrl tcp = new ServerUrl("ann", Optional.empty(), "db.example", 5432);
        ServerUrl local = new ServerUrl("ann", Optional.of(new Secret("x")), "/tmp/\ud800", 5432);
        Platform linux = Platform.of("Linux", "amd64");
        for (String variable : List.of("PGPASSFILE", "HOME")) {
            assertThatThrownBy(() -> ExternalCluster.at(tcp, Map.of(variable, "/home/\ud800"), linux))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith(variable + " has letters")
                    .hasMessageEndingWith("set LC_ALL=C.UTF-8");
        }
        assertThatThrownBy(() -> ExternalCluster.at(local, Map.of(), linux))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("servers names")
                .hasMessageEndingWith("set LC_ALL=C.UTF-8");
    }

    @Test
    void refusesASocketThatThePlatformCannotReach() {
        ServerUrl deep = new ServerUrl("ann", Optional.empty(), "/" + "a".repeat(100), 5432);
        assertThatThrownBy(() -> ExternalCluster.at(deep))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("too long");
        ServerUrl local = new ServerUrl("ann", Optional.empty(), "/tmp", 5432);
        assertThatThrownBy(() -> ExternalCluster.at(local, Map.of(), Platform.of("Windows 11", "amd64")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("Unix socket");
    }

    private static Cluster withPassword(ServerUrl url, String password) {
        return ExternalCluster.at(
                new ServerUrl(url.role(), Optional.of(new Secret(password)), url.host(), url.port()),
                Map.of(),
                Platform.here());
    }
}
