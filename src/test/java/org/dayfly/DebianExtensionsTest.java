package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Refusals.assertRefused;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;
import org.dayfly.cluster.embedded.StateFolder;
import org.dayfly.cluster.embedded.TestFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The extensions of Debian's PostgreSQL 15 work in databases, in templates and on whole servers. */
final class DebianExtensionsTest {
    private static final Path HOME = Path.of("/usr/lib/postgresql/15");
    private static final Path EXTENSIONS = Path.of("/usr/share/postgresql/15/extension");

    private static final String PLACES = """
            CREATE TABLE place (at geometry(point, 4326));
            CREATE INDEX ON place USING gist (at);
            INSERT INTO place VALUES ('SRID=4326;POINT(8.54 47.37)');
            """;

    private final StateFolder folder = TestFolder.createEmpty();

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
    }

    private static void assume(String extension, String debianPackage) {
        assumeTrue(Files.isExecutable(HOME.resolve("bin/postgres")), "Debian's postgresql-15 is not installed");
        assumeTrue(
                Files.isRegularFile(EXTENSIONS.resolve(extension + ".control")),
                "Debian's " + debianPackage + " is not installed");
    }

    private TestProxy start(String... settings) {
        return TestProxy.with(Stream.concat(
                        Stream.of("embedded.home=" + HOME, "embedded.directory=" + folder.path()), Stream.of(settings))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgis | postgresql-15-postgis-3 | geometry | SELECT ST_Distance('POINT(0 0)', 'POINT(3 4)'::geometry)
            vector  | postgresql-15-pgvector  | vector   | SELECT '[0, 0]' <-> '[3, 4]'::vector
            """)
    void theExtensionIsInDatabasesCopiesAndWholeServers(String extension, String of, String type, String distance)
            throws Exception {
        assume(extension, of);
        try (TestProxy proxy = start(
                "databases.extensions=" + extension,
                "databases.servers.extensions=" + extension,
                "templates.shop.extensions=" + extension)) {
            List<String> users = List.of("new", "new.a", "copy.a", "copy.shop", "reset.a", "server", "server.app");
            for (String user : users) {
                try (Connection session = proxy.connect(user)) {
                    assertThat(Sql.ask(session, distance)).as(user).isEqualTo("5");
                    Sql.run(session, "CREATE TABLE IF NOT EXISTS t (x " + type + ")");
                }
            }
            try (Connection server = proxy.connect("server.app")) {
                Sql.run(server, "CREATE DATABASE app", "CREATE DATABASE restored TEMPLATE template0");
            }
            for (String database : List.of("app", "restored")) {
                try (Connection app = WholeServersFixture.connect(proxy, "server.app", database)) {
                    // The migrations of Django, Rails and Prisma run this.
                    Sql.run(app, "CREATE EXTENSION IF NOT EXISTS " + extension, "CREATE TABLE t (x " + type + ")");
                    assertThat(Sql.ask(app, distance)).isEqualTo("5");
                }
            }
        }
    }

    @Test
    void aDumpWithPostgisMakesATemplate() throws Exception {
        assume("postgis", "postgresql-15-postgis-3");
        Path dump = dump("CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;\n"
                + "COMMENT ON EXTENSION postgis IS 'geometry';\n"
                + "COPY public.spatial_ref_sys (srid, auth_name) FROM stdin;\n900914\tcity\n\\.\n"
                + PLACES);
        try (TestProxy proxy = start("templates.city.init=" + dump);
                Connection copy = proxy.connect("copy.city")) {
            assertThat(Sql.ask(copy, "SELECT ST_X(at) FROM place WHERE at && ST_MakeEnvelope(8, 47, 9, 48, 4326)"))
                    .isEqualTo("8.54");
            assertThat(Sql.ask(copy, "SELECT auth_name FROM spatial_ref_sys WHERE srid = 900914"))
                    .isEqualTo("city");
        }
    }

    @Test
    void anExtensionMayAddItsSchemaToTheSearchPath() throws Exception {
        assume("postgis_topology", "postgresql-15-postgis-3");
        try (TestProxy proxy = start("templates.city.extensions=[citext, postgis, postgis_topology]");
                Connection copy = proxy.connect("copy.city")) {
            assertThat(Sql.ask(copy, "SHOW search_path")).isEqualTo("\"$user\", public, topology");
            assertThat(Sql.ask(copy, "SELECT 'A'::citext = 'a' AND ST_IsEmpty('POINT EMPTY')"))
                    .isEqualTo("t");
        }
    }

    @Test
    void aLibraryCanBeLoadedAtTheStart() throws Exception {
        assume("pg_stat_statements", "postgresql-15");
        try (TestProxy proxy = start(
                        "embedded.settings.shared_preload_libraries=pg_stat_statements",
                        "databases.extensions=pg_stat_statements",
                        "databases.servers.extensions=pg_stat_statements");
                Connection fresh = proxy.connect("new");
                Connection server = proxy.connect("server")) {
            for (Connection session : List.of(fresh, server)) {
                assertThat(Sql.ask(session, "SELECT count(*) > 0 FROM pg_stat_statements"))
                        .isEqualTo("t");
            }
        }
    }

    @Test
    void anExtensionThatIsNotInstalledIsNamedWithItsPackage() throws Exception {
        assume("postgis", "postgresql-15-postgis-3");
        assumeTrue(!Files.exists(EXTENSIONS.resolve("hll.control")), "postgresql-15-hll is installed");
        String step = "install the extension (Debian package postgresql-15-hll), and send SIGHUP to dayfly";
        try (TestProxy proxy = start(
                "databases.extensions=[postgis, hll]",
                "databases.servers.extensions=[postgis, hll]",
                "templates.city.init=" + dump("CREATE EXTENSION hll;"))) {
            for (String user : List.of("new", "new.a", "copy.city", "server", "server.b")) {
                refusesForWantOfHll(proxy, user, step);
            }
        }
    }

    private static void refusesForWantOfHll(TestProxy proxy, String user, String step) {
        assertRefused("58000", () -> proxy.connect(user))
                .as(user)
                .hasMessageContaining("could not be made")
                .hasMessageContaining(": extension \"hll\" is not available")
                .hasMessageContaining(step);
    }

    private Path dump(String sql) throws IOException {
        return Files.writeString(folder.path().resolve("dump.sql"), sql);
    }
}
