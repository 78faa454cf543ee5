package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ClusterException;
import org.dayfly.config.EmbeddedSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A dayfly that is killed leaves its server running; the next dayfly adopts the server or starts it again. */
class AdoptionTest {
    private final StateFolder folder = TestFolder.create();
    private Process owner;

    @BeforeEach
    void startInAnotherProcess() throws IOException {
        owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Ddayfly.test.postgres=" + System.getProperty("dayfly.test.postgres"),
                        Owner.class.getName(),
                        folder.path().toString(),
                        folder.programs().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = owner.inputReader(StandardCharsets.UTF_8);
        assertThat(output.lines().anyMatch(Owner.READY::equals)).isTrue();
    }

    @AfterEach
    void delete() throws InterruptedException {
        owner.destroyForcibly().waitFor();
        TestFolder.delete(folder);
    }

    @Test
    void refusesAFolderThatAnotherProcessUses() {
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("another dayfly (process " + owner.pid() + ") uses the state folder")
                .hasMessageContaining("--set embedded.directory=");
        assertThat(postmaster()).isPresent();
    }

    @Test
    void adoptsAServerWithTheSameSettings() throws Exception {
        long survivor = killOwner();
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.ask(cluster, "SELECT id FROM public.kept")).isEqualTo("7");
            assertThat(postmaster()).map(PostmasterFile::pid).contains(survivor);
        }
        assertThat(ServerProcess.all(folder.data())).isEmpty();
    }

    @Test
    void restartsAServerWithOtherSettings() throws Exception {
        long survivor = killOwner();
        try (EmbeddedCluster cluster = TestFolder.start(folder, 44, Map.of())) {
            assertThat(Sql.ask(cluster, "SELECT id FROM public.kept")).isEqualTo("7");
            assertThat(Sql.ask(cluster, "SHOW max_connections")).isEqualTo("74");
            assertThat(postmaster().map(PostmasterFile::pid)).isPresent().isNotEqualTo(Optional.of(survivor));
        }
    }

    @Test
    void restartsAServerOfOtherPrograms() throws Exception {
        long survivor = killOwner();
        Path options = folder.data().resolve("postmaster.opts");
        Files.writeString(options, Files.readString(options).replace("postgresql-18-", "postgresql-18-0"));
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.ask(cluster, "SELECT id FROM public.kept")).isEqualTo("7");
            assertThat(postmaster().map(PostmasterFile::pid)).isPresent().isNotEqualTo(Optional.of(survivor));
        }
    }

    @Test
    void recoversWhenBothWereKilled() throws Exception {
        long survivor = killOwner();
        ProcessHandle.of(survivor).orElseThrow().destroyForcibly();
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.ask(cluster, "SELECT id FROM public.kept")).isEqualTo("7");
        }
    }

    @Test
    void startsIfAnotherProcessHasTheProcessIdOfTheDeadServer() throws Exception {
        long survivor = killOwner();
        ProcessHandle.of(survivor).orElseThrow().destroyForcibly();
        Path file = PostmasterFile.in(folder.data());
        List<String> lines = Files.readAllLines(file);
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(file, lines);
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.ask(cluster, "SELECT id FROM public.kept")).isEqualTo("7");
        }
    }

    @Test
    void letsACommandUseTheServerAndLeavesItRunning() throws Exception {
        EmbeddedSettings settings = new EmbeddedSettings(
                Optional.of(folder.path()), Optional.empty(), Optional.empty(), Map.of(), Map.of(), false);
        try (Cluster attached = EmbeddedCluster.attach(settings).orElseThrow()) {
            assertThat(Sql.ask(attached, "SELECT id FROM public.kept")).isEqualTo("7");
        }
        assertThat(postmaster()).isPresent();
        owner.outputWriter().close();
        owner.waitFor();
        assertThat(EmbeddedCluster.attach(settings)).isEmpty();
    }

    private long killOwner() throws InterruptedException {
        long pid = postmaster().orElseThrow().pid();
        owner.destroyForcibly().waitFor();
        return pid;
    }

    private Optional<PostmasterFile> postmaster() {
        return Postmaster.running(folder.data());
    }

    /** The other process. It starts the server, and stops the server at the end of its input. */
    static final class Owner {
        static final String READY = "ready";

        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            StateFolder folder = new StateFolder(Path.of(arguments[0]), Path.of(arguments[1]));
            try (EmbeddedCluster cluster = TestFolder.start(folder)) {
                Sql.run(cluster, "CREATE TABLE public.kept AS SELECT 7 AS id");
                System.out.println(READY);
                while (System.in.read() >= 0) {
                    // Read until the test closes the input.
                }
            }
        }
    }
}
