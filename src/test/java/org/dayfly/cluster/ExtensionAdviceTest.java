package org.dayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.dayfly.cluster.ExtensionAdvice.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator reads which Debian package has an extension that PostgreSQL lacks. */
final class ExtensionAdviceTest {
    private static final ExtensionAdvice DEBIAN = new ExtensionAdvice(Source.INSTALLATION, 15);

    @ParameterizedTest
    @ValueSource(
            strings = {
                // PostgreSQL 18, 15 and 14
                "ERROR: extension \"vector\" is not available\n"
                        + "  Hint: The extension must first be installed on the system where PostgreSQL is running.",
                "ERROR: extension \"vector\" is not available\n  Detail: Could not open extension control file"
                        + " \"/usr/share/postgresql/15/extension/vector.control\": No such file or directory.",
                "ERROR: could not open extension control file \"/usr/share/postgresql/14/extension/vector.control\": No"
                        + " such file or directory",
                // a server that speaks German
                "FEHLER: Erweiterung »vector« ist nicht verfügbar\n  Detail: Konnte Erweiterungskontrolldatei"
                        + " \"C:\\PostgreSQL\\15\\share\\extension\\vector.control\" nicht öffnen: No such file.",
            })
    void findsTheExtensionInTheMessageOfEachVersion(String said) {
        assertThat(DEBIAN.on(said)).hasValueSatisfying(problem -> {
            assertThat(problem.message()).isEqualTo("extension \"vector\" is not available");
            assertThat(problem.step())
                    .isEqualTo("install the extension (Debian package postgresql-15-pgvector), and send SIGHUP to"
                            + " dayfly");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgis_topology    | Debian package postgresql-15-postgis-3
            pg_cron             | Debian package postgresql-15-cron
            pg_partman          | Debian package postgresql-15-partman
            pg_stat_kcache      | Debian package postgresql-15-pg-stat-kcache
            uuid-ossp           | Debian package postgresql-15
            plpython3u          | Debian package postgresql-plpython3-15
            of_a_small_company  | on Debian, look for the package with apt search postgresql-15
            """)
    void namesThePackage(String extension, String where) {
        assertThat(step(DEBIAN, extension)).contains("(" + where + ")");
    }

    @Test
    void thePostgresThatComesWithDayflyIsReplacedByAnInstallation() {
        assertThat(step(new ExtensionAdvice(Source.ARCHIVE, 18), "vector"))
                .isEqualTo("install a PostgreSQL with the extension (Debian package postgresql-18-pgvector), and start"
                        + " dayfly with embedded.home, as in /usr/lib/postgresql/18");
    }

    @Test
    void thePackageIsInstalledWhereTheTeamsServerIs() {
        assertThat(step(new ExtensionAdvice(Source.OWN_SERVER, 16), "vector"))
                .startsWith(
                        "install the extension on the machine of the server (Debian package postgresql-16-pgvector)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR: pg_cron can only be loaded via shared_preload_libraries\n  Hint: Add pg_cron to it",
                "FATAL:  extension \"timescaledb\" must be preloaded\nHINT:  use shared_preload_libraries",
            })
    void aLibraryThatMustBeLoadedAtTheStartIsASetting(String said) {
        assertThat(DEBIAN.on(said)).hasValueSatisfying(problem -> {
            assertThat(problem.message()).startsWith(said.contains("cron") ? "pg_cron can" : "extension \"timescaledb");
            assertThat(problem.step()).contains("embedded.settings.shared_preload_libraries");
        });
        assertThat(new ExtensionAdvice(Source.OWN_SERVER, 15)
                        .on(said)
                        .orElseThrow()
                        .step())
                .contains("of the server");
    }

    @Test
    void otherErrorsNeedNoPackage() {
        assertThat(DEBIAN.on("ERROR: extension \"vector\" already exists")).isEmpty();
        assertThat(DEBIAN.onLog("FATAL: could not open file \"pg_xact/0000\": Permission denied"))
                .isEmpty();
    }

    private static String step(ExtensionAdvice advice, String extension) {
        return advice.on("ERROR: extension \"" + extension + "\" is not available")
                .orElseThrow()
                .step();
    }
}
