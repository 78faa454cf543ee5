package org.dayfly.bench.connect;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/** A server of its own, started as a test would by zonky's library: its programs are unpacked once per JVM. */
public final class Zonky implements Contender {
    private final Path folder;

    /**
     * Starts none as yet.
     *
     * @param folder where it unpacks its programs and keeps its data
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
