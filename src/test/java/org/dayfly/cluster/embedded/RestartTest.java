package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.dayfly.Sql;
import org.dayfly.cluster.Cluster;
import org.dayfly.machine.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that dies under a running dayfly is started again. */
class RestartTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final StateFolder folder = TestFolder.create();

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
    }

    @Test
    void comesBackWithItsDataAfterItWasKilled() throws SQLException {
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            Sql.run(cluster, "CREATE TABLE public.kept AS SELECT 7 AS id");
            kill();
            assertThat(Deadline.in(PATIENCE).await(() -> Sql.answers(cluster))).isTrue();
            assertThat(Sql.ask(cluster, "SELECT id FROM public.kept")).isEqualTo("7");
        }
    }

    @Test
    void comesBackAlthoughABackendIsTooBusyToNotice() throws SQLException {
        try (EmbeddedCluster cluster = TestFolder.start(folder);
                Connection busy = cluster.connect("postgres");
                Statement statement = busy.createStatement()) {
            CompletableFuture<Void> endless = CompletableFuture.runAsync(() -> {
                try {
                    statement.execute("DO $$ BEGIN LOOP END LOOP; END $$");
                } catch (SQLException e) {
                    // Its server was killed.
                }
            });
            try {
                assertThat(Deadline.in(PATIENCE).await(() -> isBusy(cluster))).isTrue();
                kill();
                assertThat(Deadline.in(PATIENCE).await(() -> Sql.answers(cluster)))
                        .isTrue();
            } finally {
                // If the assertion fails, nothing else ends the busy backend.
                ServerProcess.all(folder.data()).forEach(ProcessHandle::destroyForcibly);
            }
            endless.join();
        }
    }

    @Test
    void staysDownOnceClosed() {
        EmbeddedCluster cluster = TestFolder.start(folder);
        kill();
        cluster.close();
        assertThat(ServerProcess.all(folder.data())).isEmpty();
    }

    private static boolean isBusy(Cluster cluster) {
        try {
            return Sql.ask(cluster, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO%'")
                    .equals("1");
        } catch (SQLException e) {
            return false;
        }
    }

    private void kill() {
        ProcessHandle postmaster = Postmaster.running(folder.data())
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .orElseThrow();
        postmaster.destroyForcibly();
        assertThat(Deadline.in(PATIENCE)
                        .await(() -> ServerProcess.postmaster(postmaster.pid(), folder.data())
                                .isEmpty()))
                .isTrue();
    }
}
