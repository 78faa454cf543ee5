package org.dayfly.admin.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.placement.Placed;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.ServerEvents;
import org.dayfly.session.Client;
import org.dayfly.session.SessionEvents;

/** Counts and measures what happens. Safe for use by any thread. */
public final class EventMetrics implements SessionEvents {
    private static final Duration[] BUCKETS = Arrays.stream(
                    new long[] {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000})
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;

    /** A meter is looked up for each event; this is faster than the lookup of the registry. */
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    private final Map<Labels, Counter> counters = new ConcurrentHashMap<>();

    /** The names of servers in the settings, by the names that tell where the servers are. */
    private final Map<String, String> names = new ConcurrentHashMap<>();

    private record Labels(String name, String first, String second, String third) {}

    public EventMetrics(MeterRegistry meters) {
        this.meters = meters;
        // Each series exists from the start, so that a rate sees the first event.
        for (ErrorKind kind : EnumSet.complementOf(EnumSet.of(ErrorKind.HEALTH_CHECK))) {
            refusals(word(kind));
        }
        refusals("malformed");
        for (Cancel outcome : Cancel.values()) {
            cancels(outcome);
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void handedOut(Client client, Placed placed, Duration waited) {
        Lease lease = placed.lease();
        String warm = String.valueOf(lease.making().map(Lease.Making::warm).orElse(true));
        timers.computeIfAbsent(
                        new Labels(
                                "dayfly.handout",
                                names.getOrDefault(placed.server().name(), ""),
                                lease.fresh() ? lease.word() : "joined",
                                warm),
                        its -> Timer.builder(its.name())
                                .description("Time from the login of a client to its database")
                                .tags("server", its.first(), "kind", its.second(), "warm", its.third())
                                .serviceLevelObjectives(BUCKETS)
                                .register(meters))
                .record(waited);
    }

    @Override
    public void refused(Client client, String user, ClientError why) {
        refusals(word(why.kind())).increment();
    }

    @Override
    public void malformed() {
        refusals("malformed").increment();
    }

    private Counter refusals(String kind) {
        return counters.computeIfAbsent(
                new Labels("dayfly.refused", kind, "", ""),
                its -> Counter.builder(its.name())
                        .description("Clients that got no session")
                        .tag("kind", its.first())
                        .register(meters));
    }

    @Override
    public void canceled(Cancel outcome) {
        cancels(outcome).increment();
    }

    private Counter cancels(Cancel outcome) {
        return counters.computeIfAbsent(
                new Labels("dayfly.cancels", word(outcome), "", ""),
                its -> Counter.builder(its.name())
                        .description("Cancel requests")
                        .tag("outcome", its.first())
                        .register(meters));
    }

    /** The listener for one server. */
    public ServerEvents of(String server, String place) {
        names.put(place, server);
        return new ServerEvents() {
            @Override
            public void made(String kind, Duration taken) {
                timer("dayfly.create", "Time to make a database or a whole server", server, kind)
                        .record(taken);
            }

            @Override
            public void dropped(Reclaimed database, Duration taken) {
                timer(
                                "dayfly.drop",
                                "Time to drop a database or a whole server",
                                server,
                                database.kind().word())
                        .record(taken);
                counters.computeIfAbsent(
                                new Labels("dayfly.reclaimed", server, word(database.reason()), ""),
                                its -> Counter.builder(its.name())
                                        .description("Databases and whole servers that this proxy dropped")
                                        .tags("server", its.first(), "reason", its.second())
                                        .register(meters))
                        .increment();
            }
        };
    }

    private Timer timer(String name, String description, String server, String kind) {
        return timers.computeIfAbsent(
                new Labels(name, server, kind, ""),
                its -> Timer.builder(its.name())
                        .description(description)
                        .tags("server", its.first(), "kind", its.second())
                        .serviceLevelObjectives(BUCKETS)
                        .register(meters));
    }
}
