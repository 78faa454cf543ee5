package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole servers survive kill -9 of dayfly at any moment. Nothing runs or is left that the registry does not list. */
final class KilledServersTest {
    /** The steps in the life of a server, as its files show them; dayfly is killed when one has begun. */
    private enum Step {
        FOLDER_MADE,
        DATA_COPIED,
        STARTED,
        FOLDER_GONE
    }

    /** The servers that were half made, or that are not removed yet. */
    private static final String UNFINISHED =
            "SELECT count(*) FROM registry.ls WHERE kind = 'server' AND state IN ('creating', 'reclaiming')";

    private final ServedFolder folder = ServedFolder.create();
    private ServeProcess dayfly;

    KilledServersTest() throws Exception {
        dayfly = start();
    }

    @AfterEach
    void close() throws Exception {
        dayfly.close();
        folder.close();
    }

    @Test
    void keptServersSurviveAndNothingElseIsLeft() throws Exception {
        try (Connection kept = connect("server.kept")) {
            Sql.run(kept, "CREATE DATABASE app", "CREATE TABLE kept AS SELECT 42 AS answer", "CHECKPOINT");
        }
        // Otherwise it gives way when there are as many servers as allowed.
        Sql.askIn(folder.cluster(), "dayfly", "SELECT registry.pin(registry.find('kept'))");
        for (Step step : Step.values()) {
            killAt(step);
            dayfly = start();
            try (Connection kept = connect("server.kept")) {
                assertThat(Sql.ask(kept, "TABLE kept")).isEqualTo("42");
            }
            assertOnlyListedServersAreThere();
        }
        Set<String> there = new HashSet<>(folder.instances());
        dayfly.terminate();
        assertThat(dayfly.exit()).isZero();
        assertThat(folder.runningInstances()).isEmpty();
        dayfly = start();
        try (Connection kept = connect("server.kept")) {
            assertThat(Sql.ask(kept, "TABLE kept")).isEqualTo("42");
        }
        assertThat(there).containsAll(folder.runningInstances());
    }

    private ServeProcess start() throws Exception {
        return ServeProcess.start(folder, "reaper.interval=200ms", "drain=0", "databases.servers.warm.max=2");
    }

    private Connection connect(String user) throws SQLException {
        return TestProxy.connect(dayfly.port(), user);
    }

    /** Clients make, replace and leave servers, until dayfly is killed in this step. */
    private void killAt(Step step) throws Exception {
        Set<String> before = Set.copyOf(folder.instances());
        ExecutorService clients = Executors.newFixedThreadPool(3);
        try {
            for (String user : List.of("server", "reset.replaced", "server.replaced")) {
                clients.submit(() -> connectUntilKilled(user));
            }
            Eventually.holds(step.name(), () -> hasBegun(step, before));
            dayfly.kill();
        } finally {
            clients.shutdownNow();
        }
    }

    private void connectUntilKilled(String user) {
        while (!Thread.interrupted()) {
            try (Connection session = connect(user)) {
                Sql.run(session, "SELECT 1");
            } catch (SQLException killed) {
                return;
            }
        }
    }

    private boolean hasBegun(Step step, Set<String> before) {
        Set<String> made = new HashSet<>(folder.instances());
        made.removeAll(before);
        return switch (step) {
            case FOLDER_MADE -> !made.isEmpty();
            case DATA_COPIED -> hasFile(made, "data/PG_VERSION");
            case STARTED -> hasFile(made, "data/postmaster.pid");
            case FOLDER_GONE -> !folder.instances().containsAll(before);
        };
    }

    private boolean hasFile(Set<String> names, String file) {
        return names.stream()
                .anyMatch(name -> Files.exists(folder.folderOf(name).resolve(file)));
    }

    private void assertOnlyListedServersAreThere() throws Exception {
        Eventually.holds("all files and processes are of servers in the registry", () -> {
            Set<String> listed = new HashSet<>(List.of(Sql.askIn(
                            folder.cluster(), "dayfly", "SELECT string_agg(name, ',') FROM registry.servers() AS name")
                    .split(",")));
            return listed.containsAll(folder.instances())
                    && listed.containsAll(folder.runningInstances())
                    && Sql.askIn(folder.cluster(), "dayfly", UNFINISHED).equals("0");
        });
    }
}
