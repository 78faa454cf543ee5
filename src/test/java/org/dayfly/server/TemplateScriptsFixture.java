package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.Preparation;
import org.dayfly.config.TemplateSettings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.server.registry.Key;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Makes templates from scripts, on a server that also has a database and a role of the team. */
abstract class TemplateScriptsFixture {
    static final Key NAME = new Key("shop");

    final DatabasesFixture setup;
    final DatabasesInTurn databases;
    final boolean superuser;

    Path folder;

    TemplateScriptsFixture(TestedServer server) throws SQLException {
        setup = new DatabasesFixture(server);
        databases = setup.databases();
        superuser = !server.cluster().maintenanceRole().equals(EveryServer.MAKER);
    }

    @BeforeEach
    void aDatabaseOfTheTeam(@TempDir Path scripts) throws SQLException {
        folder = scripts;
        server("DROP DATABASE IF EXISTS shop_live WITH (FORCE)");
        server("CREATE DATABASE shop_live OWNER " + setup.server.cluster().maintenanceRole());
        server("DROP ROLE IF EXISTS app_there");
        server("CREATE ROLE app_there");
        setup.server.sql("shop_live", "CREATE TABLE precious ()");
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
        server("DROP DATABASE shop_live");
        server("DROP ROLE IF EXISTS app_there");
    }

    void server(String sql) throws SQLException {
        setup.server.sql("postgres", sql);
    }

    void prepare(List<String> extensions, String... scripts) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String script : scripts) {
            files.add(Files.writeString(folder.resolve("script" + files.size() + ".sql"), script));
        }
        databases
                .databases()
                .prepare(
                        new TemplatesSettings(
                                Preparation.NONE,
                                Map.of(
                                        NAME.value(),
                                        new TemplateSettings(
                                                new Preparation(files, extensions),
                                                Optional.empty(),
                                                Optional.empty()))),
                        line -> {});
    }

    /** Makes the template from scripts, and opens a session on a new copy. */
    Connection copy(String... scripts) throws Exception {
        prepare(List.of(), scripts);
        return copy();
    }

    Connection copy() throws SQLException {
        return setup.session(databases.make(DatabasesFixture.copyOf(NAME)).name());
    }

    void fails(String script) throws Exception {
        prepare(List.of(), script);
        assertThatThrownBy(this::copy).as(script).hasMessageContaining("could not be made");
        nothingIsLeft();
    }

    void nothingIsLeft() throws SQLException {
        setup.reaper.tick();
        assertThat(
                        setup.server.ask(
                                "postgres",
                                "SELECT coalesce(string_agg(rolname, ' '), 'none') FROM pg_roles WHERE rolname LIKE 'app%' AND rolname <> 'app_there'"
                                        + " OR rolname LIKE 'dayfly\\_%' AND rolname <> 'dayfly_sealed' AND rolname NOT IN (SELECT datname FROM pg_database)"))
                .isEqualTo("none");
        assertThat(setup.server.ask("shop_live", "SELECT count(*) FROM precious"))
                .isEqualTo("0");
    }
}
