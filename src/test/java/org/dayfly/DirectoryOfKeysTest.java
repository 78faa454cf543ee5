package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.TwoServers.isRefused;
import static org.dayfly.TwoServers.on;
import static org.dayfly.TwoServers.port;
import static org.dayfly.TwoServers.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.server.registry.RegistryProbe;
import org.dayfly.server.registry.UnusableServerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What proxies with different servers do with keys, and what works without the directory. */
final class DirectoryOfKeysTest {
    private final TwoServers both = TwoServers.start();
    private final ExternalServer first = both.first();
    private final ExternalServer second = both.second();

    @AfterEach
    void close() {
        both.close();
    }

    @Test
    void theLastServerOfSeveralIsUsedWithTheOtherProxies() throws Exception {
        try (TestProxy several = TestProxy.with(servers(first, second));
                Connection before = on(several, "new.last", first);
                TestProxy restarted = TestProxy.with(servers(first));
                Connection after = restarted.connect("new.last")) {
            String database = "SELECT current_database()";
            assertThat(Sql.ask(after, database)).isEqualTo(Sql.ask(before, database));
            try (Connection fresh = restarted.connect("new.last-too");
                    Connection same = several.connect("new.last-too")) {
                assertThat(Sql.ask(same, database)).isEqualTo(Sql.ask(fresh, database));
            }
        }
    }

    @Test
    void aProxyThatKnowsOfOneServerHandsOutNoKeysOfSeveral() throws Exception {
        try (TestProxy one = TestProxy.with(servers(first));
                Connection before = one.connect("new.shared")) {
            try (TestProxy several = TestProxy.with(servers(first, second));
                    Connection same = several.connect("new.shared");
                    Connection joined = one.connect("new.shared");
                    Connection fresh = one.connect("new")) {
                String database = "SELECT current_database()";
                assertThat(Sql.ask(same, database)).isEqualTo(Sql.ask(before, database));
                assertThat(Sql.ask(joined, database)).isEqualTo(Sql.ask(before, database));
                assertThat(port(fresh)).isEqualTo(port(first));
                isRefused("57P03", one, "new.another");
                one.reload(servers(first, second));
                one.connect("new.another").close();
                assertThatThrownBy(() -> TestProxy.with(servers(second)))
                        .isInstanceOf(UnusableServerException.class)
                        .hasMessageContaining("give all of them the same servers and the same directory");
            }
        }
        TestProxy.with(servers(second)).close();
    }

    @Test
    void aResetThatBeganBeforeTheDirectoryWasLostIsDone() throws Exception {
        String[] settings = {
            servers(first, second), "databases.warm.min=0", "databases.warm.max=0", "reaper.interval=1h"
        };
        try (TestProxy proxy = TestProxy.with(settings);
                Connection registry = ExternalCluster.at(second.url()).connect("dayfly");
                Connection observer = ExternalCluster.at(second.url()).connect("dayfly")) {
            try (Connection old = on(proxy, "new.anew", second)) {
                Sql.run(old, "CREATE TABLE old ()");
            }
            RegistryProbe probe = RegistryProbe.in(registry);
            Eventually.holds(
                    "the key is at rest", () -> probe.all().ofKey("anew").areAtRestForGood());
            registry.setAutoCommit(false);
            probe.lockAgainstWrites();
            CompletableFuture<Connection> reset = CompletableFuture.supplyAsync(() -> connected(proxy, "reset.anew"));
            Eventually.holds("the reset waits", () -> RegistryProbe.in(observer).isWaitedFor());
            first.kill();
            registry.rollback();
            try (Connection anew = reset.join();
                    Connection same = proxy.connect("new.anew")) {
                assertThat(port(anew)).isEqualTo(port(second));
                assertThat(Sql.ask(anew, "SELECT to_regclass('old')")).isEqualTo("null");
                assertThat(Sql.ask(same, "SELECT current_database()"))
                        .isEqualTo(Sql.ask(anew, "SELECT current_database()"));
            }
        }
    }

    private static Connection connected(TestProxy proxy, String user) {
        try {
            return proxy.connect(user);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void copiesOfTemplatesAndOfSourcesThatWereCopiedWorkWithoutTheDirectory(@TempDir Path folder) throws Exception {
        String template = "templates.seed.init="
                + Files.writeString(folder.resolve("seed.sql"), "CREATE TABLE seeded AS SELECT 3 AS three;");
        try (TestProxy proxy = TestProxy.with(servers(first, second), template)) {
            try (TestProxy other = TestProxy.with(servers(first, second));
                    Connection source = on(other, "new.source", second)) {
                Sql.run(source, "CREATE TABLE kept AS SELECT 1 AS one");
            }
            proxy.connect("copy.source").close();
            first.kill();
            Eventually.holds("the directory is known to be lost", () -> {
                try (Connection unknown = proxy.connect("new.unknown")) {
                    return unknown == null;
                } catch (SQLException refusal) {
                    return refusal.getSQLState().equals("57P03");
                }
            });
            try (Connection copy = proxy.connect("copy.seed");
                    Connection ofSource = proxy.connect("copy.source")) {
                assertThat(Sql.ask(copy, "SELECT three FROM seeded")).isEqualTo("3");
                assertThat(port(ofSource)).isEqualTo(port(second));
            }
            isRefused("57P03", proxy, "reset.source");
            try (Connection source = proxy.connect("new.source")) {
                assertThat(Sql.ask(source, "SELECT one FROM kept")).isEqualTo("1");
            }
        }
    }
}
