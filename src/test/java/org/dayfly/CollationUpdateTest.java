package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.LeaseRows;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** CREATE DATABASE refuses templates of an old collation version. dayfly makes such templates again. */
@ExtendWith(TestServer.class)
final class CollationUpdateTest {
    private static final String VERSION = "SELECT datcollversion FROM pg_database WHERE datname = current_database()";

    private final Cluster cluster;
    private final Path folder;
    private final String name = "old-" + Long.toString(System.nanoTime(), 36);

    CollationUpdateTest(Cluster cluster, @TempDir Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    /** Marks all databases that exist now as made before an update of the collations. */
    private void update() throws Exception {
        LeaseRows inUse = RegistryProbe.on(cluster).all().inState("sealed", "leased");
        for (LeaseRows rows : List.of(
                inUse.ofSource(""), inUse.ofSource(name), inUse.ofSource("of-" + name), inUse.ofKey("of-" + name))) {
            for (String database : rows.names()) {
                Sql.run(cluster, "UPDATE pg_database SET datcollversion = '0.9' WHERE datname = '" + database + "'");
            }
        }
    }

    @Test
    void templatesAndSnapshotsOfAnOldCollationVersionAreMadeAgain() throws Exception {
        Path init =
                Files.writeString(folder.resolve("init.sql"), "CREATE TABLE t AS SELECT 1 AS i; CREATE INDEX ON t (i)");
        try (TestProxy proxy = TestProxy.before(
                cluster, "templates." + name + ".init=" + init, "databases.warm.min=0", "databases.warm.max=0")) {
            String version = ask(proxy, "copy." + name + ".of-" + name, VERSION);
            ask(proxy, "copy.of-" + name, VERSION);
            update();
            for (int i = 0; i < 2; i++) {
                for (String user : new String[] {"new", "copy." + name, "copy.of-" + name}) {
                    assertThat(ask(proxy, user, VERSION)).as(user).isEqualTo(version);
                }
                assertThat(ask(proxy, "copy.of-" + name, "SELECT count(*) FROM t"))
                        .isEqualTo("1");
            }
            assertThat(ask(proxy, "new.of-" + name, VERSION))
                    .as("the source, which dayfly leaves as it is")
                    .isEqualTo("0.9");
        }
    }

    private static String ask(TestProxy proxy, String user, String question) throws Exception {
        try (Connection session = proxy.connect(user)) {
            return Sql.ask(session, question);
        }
    }
}
