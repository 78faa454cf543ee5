package org.dayfly.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dayfly.TestCertificates;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.Transport;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.value.SslMode;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.transport.Sockets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The TLS mode decides whether a session accepts a server; this server has the certificate of another host. Another
 * library makes the maintenance connections.
 */
class ServerEncryptionTest {
    private static ExternalServer server;
    private static Sockets sockets;

    @BeforeAll
    static void start() {
        server = ExternalServer.startWithTls(18, TestCertificates.file("elsewhere.pem"), "hostssl");
        sockets = Sockets.open(Transport.AUTO);
    }

    @AfterAll
    static void stop() {
        sockets.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "REQUIRE, , encrypted",
        "PREFER, , encrypted",
        "VERIFY_CA, ca.pem, encrypted",
        "REQUIRE, ca.pem, encrypted",
        "VERIFY_CA, other-ca.pem, refused",
        "REQUIRE, other-ca.pem, refused",
        "VERIFY_FULL, ca.pem, refused",
        "VERIFY_FULL, , refused",
        "DISABLE, , refused"
    })
    void connectsOrRefusesAsTheTlsModeSays(SslMode mode, String roots, String outcome) throws Exception {
        ServerTls tls = new ServerTls(mode, Optional.ofNullable(roots).map(TestCertificates::file), roots == null);
        assertThat(outcome(new BackendConnector(sockets, ServerEncryption.of(tls))))
                .isEqualTo(outcome);
    }

    private static String outcome(BackendConnector connector) throws Exception {
        Cluster cluster = ExternalCluster.at(server.url());
        StartupMessage startup = new StartupMessage(
                ProtocolVersion.V3_0,
                StartupParameters.of(Map.of("user", cluster.maintenanceRole(), "database", "postgres")));
        CompletableFuture<String> outcome = connector
                .open(
                        sockets.loops().get(0),
                        cluster.address(),
                        startup,
                        new BackendCredentials(cluster.maintenanceRole(), cluster.maintenancePassword()))
                .handle((session, failure) -> {
                    if (failure != null) {
                        return "refused";
                    }
                    boolean encrypted = session.channel().pipeline().get(SslHandler.class) != null;
                    session.close();
                    return encrypted ? "encrypted" : "in clear";
                });
        return outcome.get(10, TimeUnit.SECONDS);
    }
}
