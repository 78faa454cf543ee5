package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.Test;

/** The status page tells load balancers and Kubernetes whether dayfly can serve clients. */
final class HealthChecksTest {
    private static final String STATUS = "status.listen=127.0.0.1:0";

    @Test
    void healthChecksMakeNoDatabase() throws Exception {
        try (ServedFolder folder = ServedFolder.create();
                TestProxy proxy = TestProxy.with("embedded.directory=" + folder.path(), STATUS)) {
            StatusProbe probe = StatusProbe.of(proxy);
            for (int i = 0; i < 50; i++) {
                assertThat(probe.get("/livez").statusCode()).isEqualTo(200);
                assertThat(probe.ready()).isEqualTo("200 ok: 1 of 1 servers take new databases");
            }
            assertThat(RegistryProbe.on(folder.cluster()).all().leased().count())
                    .isZero();
        }
    }

    @Test
    void isNotReadyFromTheStopOn() throws Exception {
        try (ServedFolder folder = ServedFolder.create()) {
            TestProxy proxy = TestProxy.with("embedded.directory=" + folder.path(), STATUS, "drain=1min");
            StatusProbe probe = StatusProbe.of(proxy);
            Connection session = proxy.connect("new");
            CompletableFuture<Void> closed = CompletableFuture.runAsync(proxy::close);
            Eventually.sees("not ready", "503 dayfly is shutting down", probe::ready);
            assertThat(probe.get("/livez").statusCode()).isEqualTo(200);
            assertThat(closed).isNotDone();
            session.close();
            closed.join();
        }
    }

    @Test
    void isReadyWhileOneServerTakesDatabases() throws Exception {
        try (TwoServers both = TwoServers.start();
                TestProxy proxy = TestProxy.with(TwoServers.servers(both.first(), both.second()), STATUS)) {
            StatusProbe probe = StatusProbe.of(proxy);
            assertThat(probe.ready()).startsWith("200 ok: 2 of 2");
            both.second().kill();
            Eventually.matches("one is lost", it -> it.startsWith("200 ok: 1 of 2"), probe::ready);
            assertThat(probe.metric("dayfly_server_up{server=\"" + TwoServers.name(both.second()) + "\"}"))
                    .isEqualTo("0.0");
            assertThat(probe.metric("dayfly_directory_up")).isEqualTo("1.0");
            String servers = TwoServers.servers(both.first(), both.second());
            assertThat(CommandLineRun.of("drain", TwoServers.name(both.first()), "--set", servers)
                            .error())
                    .isEmpty();
            Eventually.sees("none is left", "503 no server takes new databases now", probe::ready);
            both.second().start(); // the stop need not wait for it
        }
    }

    @Test
    void seesThatTheOnlyServerIsLostOrHangs() throws Exception {
        try (ExternalServer server = ExternalServer.start(16);
                TestProxy proxy = TestProxy.with(TwoServers.servers(server), STATUS)) {
            StatusProbe probe = StatusProbe.of(proxy);
            assertThat(probe.ready()).startsWith("200");
            server.hang(true);
            Eventually.sees("it hangs", "503 no server takes new databases now", probe::ready);
            assertThat(probe.metric("dayfly_server_up{server=\"" + TwoServers.name(server) + "\"}"))
                    .isEqualTo("0.0");
            server.hang(false);
            Eventually.matches("it is back", it -> it.startsWith("200"), probe::ready);
            server.kill();
            Eventually.sees("it is lost", "503 no server takes new databases now", probe::ready);
            server.start();
        }
    }
}
