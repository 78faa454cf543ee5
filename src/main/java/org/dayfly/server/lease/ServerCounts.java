package org.dayfly.server.lease;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.Delays;
import org.dayfly.sql.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how many databases the clients, and the keys with a limited prefix, have on one server. A client far below its
 * limit then waits for no exact count, and the other servers know what the client has here. Safe for use by any thread.
 */
public final class ServerCounts {
    private static final Logger log = LoggerFactory.getLogger(ServerCounts.class);

    /** The time from one count to the next: other proxies and the reaper change the numbers. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** How long a client of another server waits for this server. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Query<Map.Entry<LimitedGroup, Integer>> COUNTS =
            new Query<>("SELECT client, prefix, databases FROM registry.counts(?)", ServerCounts::count);

    private static final Query<Integer> GIVE_WAY =
            new Query<>("SELECT registry.give_way(?::inet, ?::text, ?)", row -> row.getInt(1));

    private final MaintenancePool pool;
    private final BlockingTasks tasks;
    private final Delays delays;
    private final Supplier<QuotaSettings> quota;
    private final GroupCounts counts = new GroupCounts();
    private final Recount recount;
    /** The last attempt to count; null before the first. */
    private volatile @Nullable Attempt last;

    private record Attempt(QuotaSettings quota, boolean succeeded) {}

    private ServerCounts(MaintenancePool pool, BlockingTasks tasks, Delays delays, Supplier<QuotaSettings> quota) {
        this.pool = pool;
        this.tasks = tasks;
        this.delays = delays;
        this.quota = quota;
        this.recount = new Recount(delays, this::count);
    }

    /** Counts from now on at intervals. */
    public static ServerCounts start(
            MaintenancePool pool, BlockingTasks tasks, Delays delays, Supplier<QuotaSettings> quota) {
        ServerCounts counts = new ServerCounts(pool, tasks, delays, quota);
        delays.repeat(counts.recount::soon, Duration.ZERO, PAUSE);
        return counts;
    }

    private static Map.Entry<LimitedGroup, Integer> count(ResultSet row) throws SQLException {
        String client = row.getString("client");
        try {
            LimitedGroup group = client == null
                    ? LimitedGroup.of(row.getString("prefix"))
                    : LimitedGroup.of(AddressBlock.of(Optional.of(InetAddress.getByName(client))));
            return Map.entry(group, row.getInt("databases"));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the registry has an invalid client address: " + client, e);
        }
    }

    private CompletableFuture<Void> count() {
        QuotaSettings its = quota.get();
        counts.countBegins();
        CompletableFuture<Map<LimitedGroup, Integer>> counted =
                its.limitsGroups() ? tasks.ask(() -> counted(its)) : CompletableFuture.completedFuture(Map.of());
        return counted.handle((numbers, failure) -> {
            if (failure == null) {
                counts.counted(numbers);
            } else {
                log.debug("could not count the databases of clients", failure);
            }
            last = new Attempt(its, failure == null);
            return null;
        });
    }

    private Map<LimitedGroup, Integer> counted(QuotaSettings its) throws SQLException {
        Object[] prefixes = its.limitedPrefixes().toArray();
        return pool.with(connection -> COUNTS.all(connection, connection.createArrayOf("text", prefixes))).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The numbers as this proxy knows them. */
    GroupCounts now() {
        return counts;
    }

    /** Whether the server was counted under the limits in force. An attempt that failed counts too. */
    boolean areKnown() {
        QuotaSettings present = quota.get();
        Attempt attempt = last;
        return !present.limitsGroups() || (attempt != null && attempt.quota().equals(present));
    }

    /**
     * Completes after the next count, or after a second at the latest: then the older numbers have to do.
     *
     * @param asking the server whose client waits; this server may be closed meanwhile
     */
    CompletableFuture<Void> again(ServerCounts asking) {
        CompletableFuture<Void> count = recount.soon().exceptionally(closed -> null);
        return asking.delays.within(PATIENCE, count).thenRun(() -> {
            if (!count.isDone()) {
                last = new Attempt(quota.get(), false);
            }
        });
    }

    /** Counts again, unless the last attempt failed. */
    CompletableFuture<Void> againIfReachable(ServerCounts asking) {
        Attempt attempt = last;
        return attempt != null && attempt.succeeded() ? again(asking) : CompletableFuture.completedFuture(null);
    }

    /**
     * Takes databases of a group out of service that have been at rest longest, to make room on another server.
     *
     * @param asking the server whose client waits; this server may be closed meanwhile
     * @return how many databases gave way; 0 if the server does not answer in time
     */
    CompletableFuture<Integer> giveWay(LimitedGroup group, int need, ServerCounts asking) {
        CompletableFuture<Integer> gone = new CompletableFuture<>();
        asking.delays.after(PATIENCE).whenComplete((over, failure) -> gone.complete(0));
        tasks.ask(() -> pool.with(connection -> GIVE_WAY.first(
                                connection,
                                group.client().map(AddressBlock::address).orElse(null),
                                group.prefix().orElse(null),
                                need))
                        .orElseThrow())
                .whenComplete((count, failure) -> {
                    if (failure == null) {
                        counts.gaveWay(group, count);
                    } else {
                        log.debug("could not make room for a database on another server", failure);
                    }
                    gone.complete(failure == null ? count : 0);
                });
        return gone;
    }
}
