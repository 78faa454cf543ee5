package org.dayfly.admin.metrics;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.dayfly.server.Server;
import org.dayfly.session.OpenSessions;

/**
 * All metrics of a proxy. What the servers and the pools know is asked for each scrape; the rest is counted as it
 * happens. Safe for use by any thread.
 */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final EventMetrics events = new EventMetrics(meters);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final ServerGauges servers = new ServerGauges(meters);
    private final MultiGauge lag = MultiGauge.builder("dayfly.event.loop.lag")
            .description("The longest delay of an event loop since the last scrape")
            .baseUnit("seconds")
            .register(meters);
    private final List<LoopLag> loops = new ArrayList<>();
    private final Set<Server> measured = ConcurrentHashMap.newKeySet();

    /** @param version the version of dayfly */
    public Metrics(String version) {
        Gauge.builder("dayfly.build.info", () -> 1)
                .description("The version of dayfly and of Java")
                .tags("version", version, "java", Runtime.version().toString())
                .register(meters);
        Stream.of(
                        new ClassLoaderMetrics(),
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics(),
                        collections)
                .forEach(each -> each.bindTo(meters));
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider buffers) {
            new NettyAllocatorMetrics(buffers).bindTo(meters);
        }
    }

    /** Listener for what happens. */
    public EventMetrics events() {
        return events;
    }

    /** Watches the sessions and the event loops of the running proxy. */
    public void watch(OpenSessions sessions, List<EventLoop> eventLoops) {
        Gauge.builder("dayfly.sessions", sessions, OpenSessions::count)
                .description("Open sessions of clients")
                .register(meters);
        FunctionCounter.builder("dayfly.sessions.opened", sessions, OpenSessions::entered)
                .description("Sessions that have begun")
                .register(meters);
        eventLoops.forEach(loop -> loops.add(LoopLag.of(loop, System::nanoTime)));
    }

    /** All metrics, in the text format of Prometheus, version 0.0.4. */
    public String scrape(List<ServerSample> samples) {
        samples.stream()
                .flatMap(each -> each.server().stream())
                .filter(measured::add)
                .forEach(server -> server.figures().measure(new MicrometerMetricsTrackerFactory(meters)));
        servers.set(samples);
        List<Row<?>> rows = new ArrayList<>();
        for (int index = 0; index < loops.size(); index++) {
            rows.add(Row.of(Tags.of("loop", String.valueOf(index)), loops.get(index), LoopLag::seconds));
        }
        lag.register(rows, true);
        return meters.scrape();
    }

    @Override
    public void close() {
        collections.close();
        meters.close();
    }
}
