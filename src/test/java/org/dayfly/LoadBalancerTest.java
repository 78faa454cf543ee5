package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy's health checks see whether dayfly is ready, and cost no database. */
final class LoadBalancerTest {
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");

    private final Path folder;

    LoadBalancerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theChecksOfHaproxyCostNoDatabase() throws Exception {
        assumeTrue(Files.isExecutable(HAPROXY), "there is no HAProxy");
        try (ServedFolder served = ServedFolder.create()) {
            TestProxy proxy =
                    TestProxy.with("embedded.directory=" + served.path(), "status.listen=127.0.0.1:0", "drain=1min");
            Process haproxy = start(proxy);
            try {
                Map<String, String> passed = Map.of("connect", "L4OK", "http", "L7OK", "pgsql", "L7OK");
                Eventually.sees("all checks pass", passed, this::checks);
                assertThat(RegistryProbe.on(served.cluster()).all().leased().count())
                        .isZero();
                assertThat(RegistryProbe.on(served.cluster()).reclaimed()).isEmpty();
                Connection session = proxy.connect("new");
                CompletableFuture<Void> closed = CompletableFuture.runAsync(proxy::close);
                Eventually.sees(
                        "no check passes", Map.of("connect", "L4CON", "http", "L7STS", "pgsql", "L4CON"), this::checks);
                session.close();
                closed.join();
            } finally {
                haproxy.destroyForcibly().waitFor();
                proxy.close();
            }
        }
    }

    private Process start(TestProxy proxy) throws IOException {
        int status = URI.create(proxy.statusUrl()).getPort();
        Path settings = Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                    stats socket %1$s/stats.sock level user
                defaults
                    mode tcp
                    timeout connect 2s
                    timeout client 2s
                    timeout server 2s
                    timeout check 2s
                    default-server inter 200ms fall 1 rise 1
                backend connect
                    server one 127.0.0.1:%2$d check
                backend pgsql
                    option pgsql-check user health
                    server one 127.0.0.1:%2$d check
                backend http
                    option httpchk GET /readyz
                    server one 127.0.0.1:%2$d check port %3$d
                """.formatted(folder, proxy.port(), status));
        return new ProcessBuilder(HAPROXY.toString(), "-db", "-f", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
    }

    /** The result of the last check of each backend. */
    private Map<String, String> checks() throws IOException {
        Map<String, String> checks = new TreeMap<>();
        Path socket = folder.resolve("stats.sock");
        if (!Files.exists(socket)) {
            return checks;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap("show stat\n".getBytes(US_ASCII)));
            String all = new String(Channels.newInputStream(channel).readAllBytes(), US_ASCII);
            for (String line : all.lines().toList()) {
                String[] fields = line.split(",", -1);
                if (fields.length > 36 && fields[1].equals("one")) {
                    checks.put(fields[0], fields[36]);
                }
            }
        }
        return checks;
    }
}
