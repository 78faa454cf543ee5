package org.dayfly.script;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.script.parse.ScriptFailure;
import org.junit.jupiter.api.AfterEach;

/** Runs scripts in an empty database. */
abstract class ScriptRunFixture {
    final Path folder;
    final ScratchDatabase database;
    final Connection connection;

    ScriptRunFixture(Cluster cluster, Path folder) throws SQLException {
        this.folder = folder;
        database = ScratchDatabase.make(cluster, "script_run");
        connection = database.connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    Path file(String script) throws IOException {
        return Files.writeString(folder.resolve("schema.sql"), script);
    }

    void run(String script) throws Exception {
        new ScriptRun(connection).run(List.of(file(script)));
    }

    /** Runs a script that fails, on a connection of its own. */
    void fails(String script, String message) throws Exception {
        try (Connection other = database.connect()) {
            ScriptRun run = new ScriptRun(other);
            Path file = file(script);
            assertThatThrownBy(() -> run.run(List.of(file)))
                    .isInstanceOf(ScriptFailure.class)
                    .hasMessage(file + message);
        }
    }

    String ask(String sql) throws SQLException {
        return database.ask(sql);
    }
}
