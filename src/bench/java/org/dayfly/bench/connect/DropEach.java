package org.dayfly.bench.connect;

import java.sql.Connection;
import org.dayfly.bench.stage.Jdbc;
import org.dayfly.bench.stage.Leases;
import org.postgresql.PGConnection;

/** A fresh database of dayfly, which is dropped before the next, so that the number of databases stays. */
public final class DropEach implements Contender {
    private final String name;
    private final Jdbc jdbc;
    private final Leases leases;

    public DropEach(String name, Jdbc jdbc, Leases leases) {
        this.name = name;
        this.jdbc = jdbc;
        this.leases = leases;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public AutoCloseable firstQuery() throws Exception {
        Connection connection = jdbc.firstQuery();
        return () -> {
            String database =
                    String.valueOf(connection.unwrap(PGConnection.class).getParameterStatus("dayfly.database"));
            connection.close();
            leases.drop(database);
        };
    }
}
