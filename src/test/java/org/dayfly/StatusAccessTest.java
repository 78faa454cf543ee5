package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page has the password and the TLS of the port for clients. */
@ExtendWith(TestServer.class)
final class StatusAccessTest {
    private static final String STATUS = "status.listen=127.0.0.1:0";

    private final Cluster cluster;

    StatusAccessTest(Cluster cluster) {
        this.cluster = cluster;
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("anyone:" + password).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"access.password=sesame", "status.password=sesame"})
    void asksForThePassword(String setting) throws Exception {
        try (TestProxy proxy = TestProxy.before(cluster, STATUS, setting)) {
            StatusProbe probe = StatusProbe.of(proxy);
            assertThat(probe.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(probe.get("/metrics").body()).isEqualTo("the password is missing or wrong\n");
            assertThat(probe.get("/metrics", "authorization", basic("wrong")).statusCode())
                    .isEqualTo(401);
            assertThat(probe.get("/metrics", "authorization", basic("sesame")).statusCode())
                    .isEqualTo(200);
            assertThat(probe.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(probe.get("/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aReloadChangesThePassword() throws Exception {
        try (TestProxy proxy = TestProxy.before(cluster, STATUS)) {
            StatusProbe probe = StatusProbe.of(proxy);
            assertThat(probe.get("/metrics").statusCode()).isEqualTo(200);
            proxy.reload(STATUS, "access.password=sesame");
            assertThat(probe.get("/metrics").statusCode()).isEqualTo(401);
        }
    }

    private static HttpResponse<String> livez(TestProxy proxy, String scheme) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(TestCertificates.trusting("TLSv1.3"))
                .build();
        int port = URI.create(proxy.statusUrl()).getPort();
        return client.send(
                HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + port + "/livez"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private TestProxy showing(String mode) {
        return TestProxy.before(
                cluster,
                Stream.concat(Stream.of(TestCertificates.shown(mode, "server")), Stream.of(STATUS))
                        .toArray(String[]::new));
    }

    @Test
    void offersTls() throws Exception {
        try (TestProxy proxy = showing("allow")) {
            assertThat(livez(proxy, "https").statusCode()).isEqualTo(200);
            assertThat(livez(proxy, "http").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void requiresTls() throws Exception {
        try (TestProxy proxy = showing("require")) {
            assertThat(livez(proxy, "https").statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> livez(proxy, "http")).isInstanceOf(IOException.class);
        }
    }
}
