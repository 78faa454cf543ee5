package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry that is lost does not cost the data of whole servers. */
final class LostRegistryTest {
    private final ServedFolder folder = ServedFolder.create();
    private TestProxy proxy = start();

    @AfterEach
    void close() {
        proxy.close();
        folder.close();
    }

    private TestProxy start() {
        return TestProxy.with(
                "embedded.directory=" + folder.path(), "reaper.interval=100ms", "databases.servers.warm.max=0");
    }

    @Test
    void theServersOfALostRegistryAreStoppedAndTheirDataAreKept() throws Exception {
        String name;
        try (Connection server = proxy.connect("server.kept")) {
            Sql.run(server, "CREATE TABLE kept ()");
            name = Sql.ask(server, WholeServersFixture.NAME);
        }
        proxy.close();
        Files.move(folder.path().resolve("data"), folder.path().resolve("data.damaged-test"));
        proxy = start();
        Path aside = folder.folderOf("lost-" + name);
        Eventually.holds("the data are set aside", () -> Files.isDirectory(aside.resolve("data/base")));
        try (Connection server = proxy.connect("server.kept")) {
            assertThat(Sql.ask(server, "SELECT to_regclass('kept') IS NULL")).isEqualTo("t");
            String other = Sql.ask(server, WholeServersFixture.NAME);
            assertThat(folder.runningInstances()).containsExactly(other);
            assertThat(folder.sockets()).containsExactly(other);
        }
    }
}
