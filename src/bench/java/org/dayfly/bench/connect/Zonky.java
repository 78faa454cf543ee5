package org.dayfly.bench.connect;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/** A server started by zonky's library, as in a test. The library unpacks its programs once per JVM. */
public final class Zonky implements Contender {
    private final Path folder;

    /**
     * Does not start the server yet.
     *
     * @param folder for the programs and the data of the server
     */
    public Zonky(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "zonky EmbeddedPostgres start";
    }

    @Override
    public AutoCloseable firstQuery() throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.toFile())
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT 1").close();
        }
        return server;
    }
}
