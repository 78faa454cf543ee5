package org.dayfly.admin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dayfly.server.Server;
import org.dayfly.server.ServerFigures;
import org.dayfly.server.ThreadFigures;
import org.dayfly.server.warm.StockFigures;

/** The gauges of each server. They have the values of the last scrape, so that no scrape waits for PostgreSQL. */
final class ServerGauges {
    private final MeterRegistry meters;
    private final Map<String, MultiGauge> gauges = new TreeMap<>();

    ServerGauges(MeterRegistry meters) {
        this.meters = meters;
    }

    private record Value(String name, Tags tags, double value) {}

    private static final Map<String, String> DESCRIPTIONS = Map.ofEntries(
            Map.entry("dayfly.server.up", "Whether the server answers"),
            Map.entry("dayfly.server.draining", "Whether the server takes no new databases"),
            Map.entry("dayfly.directory.up", "Whether the server with the directory of keys answers"),
            Map.entry("dayfly.databases", "Databases, of all proxies, by kind and state"),
            Map.entry("dayfly.databases.max", "The most databases that clients may have there; 0: no limit"),
            Map.entry("dayfly.warm.ready", "Databases of this proxy that wait for a client"),
            Map.entry("dayfly.warm.making", "Databases that this proxy makes now"),
            Map.entry("dayfly.warm.wanted", "Databases that should wait for a client"),
            Map.entry("dayfly.waiting.clients", "Clients that wait for a database"),
            Map.entry("dayfly.waiting.longest", "How long a client has waited for a database at most"),
            Map.entry("dayfly.threads.active", "Threads that work, by purpose"),
            Map.entry("dayfly.threads.queued", "Tasks that wait for a thread, by purpose"));

    /** Sets the values. A server that is gone has no series any more. */
    void set(List<ServerSample> samples) {
        Map<String, List<Row<?>>> rows = new TreeMap<>();
        samples.stream()
                .flatMap(ServerGauges::values)
                .forEach(value -> rows.computeIfAbsent(value.name(), name -> new ArrayList<>())
                        .add(Row.of(value.tags(), value.value())));
        DESCRIPTIONS.forEach((name, description) -> gauges.computeIfAbsent(name, its -> gauge(its, description))
                .register(rows.getOrDefault(name, List.of()), true));
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name)
                .description(description)
                .baseUnit(name.endsWith(".longest") ? "seconds" : null)
                .register(meters);
    }

    private static Stream<Value> values(ServerSample sample) {
        Tags tags = Tags.of("server", sample.name());
        List<Value> values = new ArrayList<>();
        values.add(new Value("dayfly.server.up", tags, sample.up() ? 1 : 0));
        if (sample.directory()) {
            values.add(new Value("dayfly.directory.up", Tags.empty(), sample.up() ? 1 : 0));
        }
        sample.census()
                .forEach(each -> values.add(new Value(
                        "dayfly.databases", tags.and("kind", each.kind(), "state", each.state()), each.databases())));
        sample.server().ifPresent(server -> addOpen(server, tags, values));
        return values.stream();
    }

    private static void addOpen(Server server, Tags tags, List<Value> values) {
        ServerFigures figures = server.figures();
        values.add(new Value("dayfly.server.draining", tags, server.membership().isDraining() ? 1 : 0));
        values.add(new Value("dayfly.databases.max", tags, server.max()));
        List<StockFigures> databases = figures.warmDatabases();
        addWarm(databases.stream().filter(its -> its.source().isEmpty()), tags.and("kind", "database"), values);
        addWarm(databases.stream().filter(its -> its.source().isPresent()), tags.and("kind", "copy"), values);
        addWarm(figures.warmServers().stream(), tags.and("kind", "server"), values);
        List<StockFigures> all = figures.warm().toList();
        values.add(new Value(
                "dayfly.waiting.clients",
                tags,
                all.stream().mapToInt(StockFigures::waiting).sum()));
        values.add(new Value(
                "dayfly.waiting.longest",
                tags,
                all.stream().mapToLong(its -> its.longest().toNanos()).max().orElse(0) / 1e9));
        for (ThreadFigures threads : figures.threads()) {
            Tags of = tags.and("purpose", threads.name());
            values.add(new Value("dayfly.threads.active", of, threads.active()));
            values.add(new Value("dayfly.threads.queued", of, threads.queued()));
        }
    }

    private static void addWarm(Stream<StockFigures> some, Tags tags, List<Value> values) {
        List<StockFigures> stocks = some.toList();
        values.add(new Value(
                "dayfly.warm.ready",
                tags,
                stocks.stream().mapToInt(StockFigures::ready).sum()));
        values.add(new Value(
                "dayfly.warm.making",
                tags,
                stocks.stream().mapToInt(StockFigures::making).sum()));
        values.add(new Value(
                "dayfly.warm.wanted",
                tags,
                stocks.stream().mapToInt(StockFigures::wanted).sum()));
    }
}
