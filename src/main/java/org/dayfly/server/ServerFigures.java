package org.dayfly.server;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.warm.StockFigures;
import org.dayfly.server.warm.WarmPools;

/** What an operator can see of one server, and do there, while the proxy runs. Safe for use by any thread. */
public final class ServerFigures {
    private final Registry registry;
    private final WarmPools pools;
    private final ServerThreads threads;
    private final BlockingTasks tasks;

    ServerFigures(ServerAccess access, WarmPools pools) {
        this.registry = access.registry();
        this.pools = pools;
        this.threads = access.threads();
        this.tasks = access.tasks();
    }

    /** The server's version, in the form of {@code server_version_num}. */
    public int version() {
        return registry.serverVersion();
    }

    /** Counts the databases, of all proxies. */
    public CompletableFuture<List<Census>> census() {
        return tasks.ask(() -> registry.pool().with(connection -> Census.ALL.all(connection)));
    }

    /** The warm databases of this proxy, one item for each kind. */
    public List<StockFigures> warmDatabases() {
        return pools.databases().figures();
    }

    /** The warm whole servers of this proxy, one item for each version. */
    public List<StockFigures> warmServers() {
        return pools.servers().figures();
    }

    /** The warm databases and the warm whole servers. */
    public Stream<StockFigures> warm() {
        return Stream.concat(warmDatabases().stream(), warmServers().stream());
    }

    /** The load of the threads that wait for this server. */
    public List<ThreadFigures> threads() {
        return threads.figures();
    }

    /** Measures the pool of maintenance connections from now on. */
    public void measure(MetricsTrackerFactory metrics) {
        registry.pool().measure(metrics);
    }

    /** The commands of an operator. They wait for PostgreSQL. */
    public Administration administration() {
        return new Administration(registry);
    }
}
