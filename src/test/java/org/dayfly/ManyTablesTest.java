package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source may have more tables than the server can lock in one transaction. */
final class ManyTablesTest {
    private static final int TABLES = 800;

    private final ServedFolder folder = ServedFolder.create();

    @AfterEach
    void close() {
        folder.killServer();
        folder.close();
    }

    @Test
    void theRoleOfACopyOwnsMoreTablesThanTheServerCanLockAtOnce() throws Exception {
        try (ServeProcess dayfly =
                ServeProcess.start(folder, "limits.sessions=10", "embedded.settings.max_locks_per_transaction=10")) {
            try (Connection source = TestProxy.connect(dayfly.port(), "new.many")) {
                for (int i = 0; i < TABLES; i++) {
                    Sql.run(source, "CREATE TABLE t%d (id serial PRIMARY KEY, note text UNIQUE)".formatted(i));
                }
            }
            try (Connection copy = TestProxy.connect(dayfly.port(), "copy.many")) {
                assertThat(Sql.ask(copy, "SELECT count(*) FROM pg_tables WHERE tableowner = current_user"))
                        .isEqualTo(String.valueOf(TABLES));
                // View pg_sequences would lock every sequence.
                assertThat(
                                Sql.ask(
                                        copy,
                                        "SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relowner = current_user::regrole"))
                        .isEqualTo(String.valueOf(TABLES));
                assertThat(Sql.ask(copy, "SELECT count(*) FROM pg_class WHERE relowner = 'dayfly_sealed'::regrole"))
                        .isEqualTo("0");
            }
        }
    }
}
