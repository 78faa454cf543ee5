package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.dayfly.Sql;

/** A state folder whose server has a table, {@code kept}, that must not get lost. */
record KeptData(StateFolder folder) {
    static KeptData create() {
        return new KeptData(TestFolder.create());
    }

    /** Starts the server once and makes the table. */
    void make() throws SQLException {
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            Sql.run(cluster, "CREATE TABLE public.kept AS SELECT 7 AS id");
        }
    }

    Path data() {
        return folder.data();
    }

    /** The server starts on the same data, and nothing was set aside. */
    void assertNothingLost() throws SQLException, IOException {
        assertThat(aside()).isEmpty();
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.ask(cluster, "SELECT id FROM public.kept")).isEqualTo("7");
        }
    }

    /** Damaged data directories that were set aside. */
    List<Path> aside() throws IOException {
        try (Stream<Path> entries = Files.list(folder.path())) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("data.damaged-"))
                    .toList();
        }
    }

    /** A folder and all in it. */
    static List<Path> all(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.toList();
        }
    }

    void delete() {
        TestFolder.delete(folder);
    }
}
