package org.dayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.Secret;
import org.dayfly.machine.FileMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords are found as libpq finds them. */
class PasswordFileTest {
    private static final Platform LINUX = Platform.of("Linux", "amd64");

    private final Path file;

    PasswordFileTest(@TempDir Path folder) {
        file = folder.resolve("pgpass");
    }

    @Test
    void findsThePasswordOfAHostPortAndRole() throws IOException {
        write(
                "db2:5432:*:ann:no",
                "db1:5433:*:ann:no",
                "db1:5432:*:bob:no",
                "db1:5432:other:ann:no",
                "db1:5432:*:ann:yes");
        assertThat(find("db1", "ann")).contains(new Secret("yes"));
        assertThat(find("db1", "eve")).isEmpty();
    }

    @Test
    void takesTheFirstLineThatMatches() throws IOException {
        write("# db1:5432:*:ann:comment", "", "nonsense", "*:*:*:*:first", "db1:5432:*:ann:second");
        assertThat(find("db1", "ann")).contains(new Secret("first"));
    }

    @Test
    void readsEscapedColonsAndBackslashes() throws IOException {
        write("fe80\\:\\:1:5432:*:a\\\\b:c\\:d:e\\\\f");
        assertThat(find("fe80::1", "a\\b")).contains(new Secret("c:d:e\\f"));
    }

    @Test
    void findsThePasswordOfAUnixSocketByItsFolder() throws IOException {
        write("localhost:5432:*:ann:no", "/tmp/.s.PGSQL.5432:5432:*:ann:no", "/srv/pg:5432:*:ann:yes");
        assertThat(find("/srv/pg", "ann")).contains(new Secret("yes"));
    }

    /** The default folder of libpq is chosen when libpq is built. These two folders are the usual choices. */
    @ParameterizedTest
    @ValueSource(strings = {"/tmp", "/var/run/postgresql"})
    void findsThePasswordOfASocketInADefaultFolderUnderLocalhost(String folder) throws IOException {
        write("db1:5432:*:ann:no", "localhost:5432:*:ann:yes");
        assertThat(find(folder, "ann")).contains(new Secret("yes"));
    }

    @Test
    void ignoresAFileThatOthersMayRead() throws IOException {
        write("*:*:*:*:open");
        FileMode.set(file, "rw-r-----");
        assertThat(find("db1", "ann")).isEmpty();
    }

    @Test
    void findsAPasswordOnlyIfUrlAndEnvironmentHaveNone() throws IOException {
        write("*:*:*:*:file");
        ServerUrl bare = new ServerUrl("ann", Optional.empty(), "db1", 5432);
        ServerUrl whole = new ServerUrl("ann", Optional.of(new Secret("url")), "db1", 5432);
        Map<String, String> both = Map.of("PGPASSWORD", "environment", "PGPASSFILE", file.toString());
        Map<String, String> named = Map.of("PGPASSFILE", file.toString());
        assertThat(ExternalCluster.at(whole, both, LINUX).maintenancePassword()).contains(new Secret("url"));
        assertThat(ExternalCluster.at(bare, both, LINUX).maintenancePassword()).contains(new Secret("environment"));
        assertThat(ExternalCluster.at(bare, named, LINUX).maintenancePassword()).contains(new Secret("file"));
        assertThat(ExternalCluster.at(bare, Map.of("HOME", "/nowhere"), LINUX).maintenancePassword())
                .isEmpty();
    }

    private void write(String... lines) throws IOException {
        Files.write(file, java.util.List.of(lines));
        FileMode.set(file, "rw-------");
    }

    private Optional<Secret> find(String host, String role) {
        return new PasswordFile(file).find(new ServerUrl(role, Optional.empty(), host, 5432));
    }
}
