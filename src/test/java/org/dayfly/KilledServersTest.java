package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kill -9 of dayfly at each step of the making of a whole server leaves nothing that the registry does not list. */
final class KilledServersTest extends KilledServersFixture {
    KilledServersTest() throws Exception {}

    /** Kills dayfly while it waits for a program. The program goes on without dayfly, as it does without a gate. */
    private void killAt(String gate) throws Exception {
        kill();
        gates.open(gate);
    }

    private Path prepared() {
        assertThat(folder.prepared()).hasSize(1);
        return folder.prepared().get(0);
    }

    @Test
    void aServerIsIntendedAndTheDataDirectoryToCopyIsHalfMade() throws Exception {
        FileTree.delete(prepared());
        gates.shut("before-rm");
        connectInBackground("server");
        gates.await("before-rm");
        assertThat(inState("creating"))
                .doesNotContainAnyElementsOf(folder.instances())
                .hasSize(1);
        killAt("before-rm");
        assertThat(prepared().getFileName().toString()).startsWith(FileTree.UNFINISHED);
        dayfly = start();
        Eventually.sees("nothing half made is left", List.of(), folder::prepared);
        assertAllIsWell();
    }

    /**
     * Of the one, the folder is made, but not the folder of its socket; half a copy is made; the copy is made, but not
     * its settings. The other is stopped; the folder of its socket is gone; half its files are gone too.
     */
    @ParameterizedTest
    @CsvSource({"before-mkdir, before-rm", "half-cp, after-rm", "before-cat, half-rm"})
    void aServerIsHalfMadeAndAnotherIsHalfRemoved(String making, String removing) throws Exception {
        boolean half = removing.equals("half-rm");
        String gate = half ? "after-rm" : removing;
        String removed = handedOut("server");
        gates.shut(making);
        gates.shut(gate);
        connectInBackground("server");
        registry(probe -> probe.of(removed).make().expired());
        gates.await(making);
        gates.await(gate);
        assertThat(folder.instances()).contains(removed).containsAll(inState("creating"));
        killAt(making);
        gates.open(gate);
        if (half) {
            FileTree.delete(folder.folderOf(removed).resolve("data/base"));
        }
        dayfly = start();
        assertAllIsWell();
    }

    @Test
    void aProgramOfTheDeadDayflyGoesOnAfterTheServerIsRemoved() throws Exception {
        gates.shut("before-mkdir");
        connectInBackground("server");
        gates.await("before-mkdir");
        List<String> creating = inState("creating");
        kill();
        dayfly = start();
        Eventually.holds(
                "the server is removed", () -> inState("creating", "reclaiming").isEmpty());
        gates.open("before-mkdir");
        Eventually.holds(
                "the program has ended",
                () -> folder.runningInstances().stream().noneMatch(creating::contains));
        assertAllIsWell();
    }

    @Test
    void aServerIsStarting() throws Exception {
        // The server first looks for WAL in an archive, as after the restore of a backup.
        List<Path> files =
                List.of(prepared().resolve("recovery.signal"), prepared().resolve("postgresql.auto.conf"));
        Files.writeString(files.get(0), "");
        Files.writeString(files.get(1), "restore_command = '" + gates.command("starting") + "; false'\n");
        gates.shut("starting");
        connectInBackground("server");
        gates.await("starting");
        assertThat(folder.runningInstances()).containsAll(inState("creating")).isNotEmpty();
        kill();
        Files.delete(files.get(0));
        Files.writeString(files.get(1), "");
        dayfly = start();
        assertAllIsWell();
    }

    @Test
    void aServerIsStartedAndNotYetInThePoolAndTheFilesOfAnotherAreDeleted() throws Exception {
        String removed = handedOut("server");
        String taken = handedOut("server");
        gates.shut("after-cat");
        gates.shut("before-rm");
        connectInBackground("server");
        gates.await("after-cat");
        String made = inState("creating").get(0);
        registry(probe -> probe.of(removed).make().expired());
        gates.await("before-rm");
        try (Cluster cluster = folder.cluster();
                Connection registry = cluster.connect("dayfly")) {
            registry.setAutoCommit(false);
            RegistryProbe.in(registry).of(made).make().locked();
            RegistryProbe.in(registry).of(removed).make().locked();
            gates.open("after-cat");
            gates.open("before-rm");
            Eventually.sees("dayfly waits for both rows in the registry", "2", () -> Sql.ask(registry, """
                    SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"""));
            assertThat(folder.runningInstances()).contains(made, taken);
            assertThat(folder.instances()).contains(made, taken).doesNotContain(removed);
            kill();
        }
        // As if dayfly had just taken this server out of service.
        registry(probe -> probe.of(taken).make().reclaiming("idle"));
        dayfly = start();
        Eventually.holds(
                "all three are gone",
                () -> folder.instances().stream().noneMatch(Set.of(made, removed, taken)::contains));
        assertAllIsWell();
    }
}
