package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Map;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.cluster.embedded.TestFolder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole servers of other versions than the embedded server, from folders and jars. */
final class WholeServerVersionsTest {
    private static final String VERSION = "SHOW server_version";
    private static final String MAKE = "CREATE TABLE kept AS SELECT 42 AS answer";

    private final ServedFolder folder = ServedFolder.create();
    private TestProxy proxy = start("embedded.versions.14=" + TestFolder.home(14), "embedded.versions.17=" + jar());

    private static Path jar() {
        return TestFolder.jar(17);
    }

    private TestProxy start(String... versions) {
        String[] settings = new String[versions.length + 3];
        System.arraycopy(versions, 0, settings, 3, versions.length);
        settings[0] = "embedded.directory=" + folder.path();
        settings[1] = "reaper.interval=100ms";
        settings[2] = "databases.servers.warm.max=0";
        return TestProxy.with(settings);
    }

    @AfterEach
    void close() {
        proxy.close();
        folder.close();
    }

    private Connection connect(String user, int version) throws SQLException {
        return proxy.connect(user, Map.of("options", "-c dayfly.version=" + version));
    }

    private SQLException refused(String user, int version) {
        return catchThrowableOfType(
                SQLException.class, () -> connect(user, version).close());
    }

    @Test
    void aClientChoosesTheVersionAndAResetKeepsOrChangesIt() throws Exception {
        try (Connection old = connect("server.old", 14);
                Connection usual = proxy.connect("server");
                Connection same = connect("server", 18);
                Connection ofJar = connect("server", 17)) {
            assertThat(Sql.ask(old, VERSION)).startsWith("14.");
            assertThat(Sql.ask(usual, VERSION)).startsWith("18.");
            assertThat(Sql.ask(same, VERSION)).startsWith("18.");
            assertThat(Sql.ask(ofJar, VERSION)).startsWith("17.");
            for (@Nullable SQLWarning told = ofJar.getWarnings(); told != null; told = told.getNextWarning()) {
                assertThat(told.getMessage()).doesNotContain("copy");
            }
        }
        try (Connection joined = proxy.connect("server.old")) {
            assertThat(Sql.ask(joined, VERSION)).startsWith("14.");
        }
        try (Connection fresh = proxy.connect("reset.old")) {
            assertThat(Sql.ask(fresh, VERSION)).startsWith("14.");
        }
        try (Connection newer = connect("reset.old", 18)) {
            assertThat(Sql.ask(newer, VERSION)).startsWith("18.");
        }
    }

    @Test
    void anUnknownVersionIsRefusedWithTheList() {
        SQLException refusal = refused("server", 13);
        assertThat(refusal.getSQLState()).isEqualTo("22023");
        assertThat(refusal.getMessage())
                .contains("there is no server of PostgreSQL 13")
                .containsPattern("PostgreSQL 14, (15, |16, )*17, 18");
        // Databases are on the embedded server.
        for (String user : new String[] {"new", "new.key", "reset.key"}) {
            SQLException ofDatabase = refused(user, 14);
            assertThat(ofDatabase.getSQLState()).as(user).isEqualTo("22023");
        }
    }

    @Test
    void aServerNeedsItsVersionToRunAndNotToGo() throws Exception {
        try (Connection kept = connect("server.kept", 17)) {
            Sql.run(kept, MAKE, "CHECKPOINT");
        }
        proxy.close();
        proxy = start();
        SQLException gone = catchThrowableOfType(
                SQLException.class, () -> proxy.connect("server.kept").close());
        assertThat(gone.getSQLState()).isEqualTo("58000");
        proxy.close();
        proxy = start("embedded.versions.17=" + jar());
        try (Connection kept = proxy.connect("server.kept")) {
            assertThat(Sql.ask(kept, "TABLE kept")).isEqualTo("42");
        }
        proxy.close();
        proxy = start();
        try (Connection fresh = connect("reset.kept", 18)) {
            assertThat(Sql.ask(fresh, VERSION)).startsWith("18.");
        }
        Eventually.holds(
                "only the new server is there", () -> folder.instances().size() == 1);
    }

    @Test
    void aServerThatIsDrainedMakesNoServerOfAnyVersion() throws Exception {
        assertThat(CommandLineRun.of("drain", "embedded", "--set", "embedded.directory=" + folder.path())
                        .status())
                .isZero();
        Eventually.holds("the drain is known", () -> refused("server", 18) != null);
        assertThat(refused("server", 14).getMessage()).contains("drain");
    }

    @Test
    void aWrongVersionIsRefusedAtTheStart() {
        CommandLineRun run = CommandLineRun.of(
                "check",
                "--set",
                "embedded.directory=" + folder.path(),
                "--set",
                "embedded.versions.16=" + TestFolder.home(14));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.error())
                .contains("embedded.versions has " + TestFolder.home(14) + " as version 16")
                .contains("--set embedded.versions.14=");
    }
}
