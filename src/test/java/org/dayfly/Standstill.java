package org.dayfly;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.cluster.Cluster;
import org.dayfly.server.registry.RegistryProbe;

/** Stops dayfly while it makes a database: the next step waits for a lock that this object holds until it is closed. */
final class Standstill implements AutoCloseable {
    private final Cluster cluster;
    private final Connection catalog;
    private final Connection registry;
    private final RegistryProbe probe;

    Standstill(Cluster cluster) throws SQLException {
        this.cluster = cluster;
        this.catalog = cluster.connect("postgres");
        this.registry = cluster.connect("dayfly");
        this.probe = RegistryProbe.in(registry);
        catalog.setAutoCommit(false);
        Sql.run(catalog, "LOCK TABLE pg_database IN SHARE MODE");
    }

    /** Waits until the registry has the intent of the next database of a kind, before it is made; returns its name. */
    String afterIntent(String kind) throws Exception {
        return Eventually.matches(
                "a " + kind + " is intended",
                name -> !name.equals("no row"),
                () -> probe.all().inState("creating").ofKind(kind).name());
    }

    /** Waits until the database exists and is not yet in service; returns its name. */
    String beforeHandOut(String kind) throws Exception {
        String name = afterIntent(kind);
        registry.setAutoCommit(false);
        probe.of(name).make().locked();
        catalog.commit();
        Eventually.sees("dayfly waits for the row in the registry", "t", () -> Sql.ask(registry, """
                        SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted)
                           AND EXISTS (SELECT FROM pg_database WHERE datname = '%s')""".formatted(name)));
        return name;
    }

    @Override
    public void close() throws SQLException {
        // Unlike close, abort does not fail when the server is gone.
        catalog.abort(Runnable::run);
        registry.abort(Runnable::run);
        cluster.close();
    }
}
