package org.dayfly.admin;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.admin.metrics.Metrics;
import org.dayfly.admin.metrics.ServerSample;
import org.dayfly.admin.page.DatabaseLists;
import org.dayfly.admin.page.Operator;
import org.dayfly.admin.page.Overview;
import org.dayfly.admin.page.Page;
import org.dayfly.admin.page.PageEvents;
import org.dayfly.admin.page.SeenServer;
import org.dayfly.admin.page.WaitingThreads;
import org.dayfly.config.AccessSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.value.HostPort;
import org.dayfly.frontend.Encryption;
import org.dayfly.placement.Listed;
import org.dayfly.placement.Lookout;
import org.dayfly.placement.ServerLook;
import org.dayfly.server.registry.ServerEvents;
import org.dayfly.session.SessionEvents;

/**
 * The status page of a proxy, from its start to its end: it answers while the proxy starts, and until everything else
 * is closed. Safe for use by any thread.
 */
public final class StatusSite implements AutoCloseable {
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";

    private final Metrics metrics;
    private final PageEvents events = new PageEvents(Clock.systemUTC(), System::nanoTime);
    private final WaitingThreads threads = new WaitingThreads();
    private final Overview overview;
    private final StatusServer server;
    private volatile Encryption encryption;
    private volatile Gate gate;
    private volatile boolean closing;
    private volatile Optional<Watched> watched = Optional.empty();

    private StatusSite(HostPort place, Settings settings, Encryption encryption, String version) throws IOException {
        this.metrics = new Metrics(version);
        this.encryption = encryption;
        this.gate = gate(place, settings);
        Health health = new Health(() -> watched.map(Watched::lookout), () -> closing);
        this.overview = new Overview(version, Instant.now(), events);
        Api api = new Api(
                this::overview,
                events,
                new DatabaseLists(this::listed, threads.lists(), System::nanoTime),
                new Operator(this::listed, threads.commands()));
        Page page = Page.read();
        this.server = StatusServer.open(
                place,
                () -> this.encryption,
                new Site(
                        Map.of("livez", health::live, "readyz", health::ready),
                        Map.of(
                                "",
                                request -> Site.told(
                                        Answer.of(HTML, page.html()).with("content-security-policy", page.policy())),
                                "metrics",
                                request -> scrape(),
                                "api",
                                api::show),
                        api::act,
                        () -> gate));
    }

    /**
     * Begins to answer.
     *
     * @param version the version of dayfly
     * @return empty if the settings have no status page
     * @throws IOException if dayfly cannot listen on the address; the message says what to do
     */
    public static Optional<StatusSite> open(Settings settings, Encryption encryption, String version)
            throws IOException {
        Optional<HostPort> place = settings.status().listen();
        return place.isEmpty()
                ? Optional.empty()
                : Optional.of(new StatusSite(place.get(), settings, encryption, version));
    }

    private static Gate gate(HostPort place, Settings settings) {
        AccessSettings access = settings.access();
        return new Gate(
                access.password(),
                settings.status().password(),
                Gate.names(place, settings.listen().told()));
    }

    /** Follows other settings. The address stays. */
    public void follow(Settings settings, Encryption next) {
        settings.status().listen().ifPresent(place -> gate = gate(place, settings));
        encryption = next;
    }

    /** Listener for what happens to clients. */
    public SessionEvents sessionEvents() {
        return new EventFanOut(metrics.events(), events);
    }

    /** Listeners for what happens to databases. */
    public ServerEvents.Listeners serverEvents() {
        return EventFanOut.both(metrics.events()::of, events::of);
    }

    /** The proxy has started, and can be seen. */
    public void watch(Watched proxy) {
        metrics.watch(proxy.sessions(), proxy.loops());
        watched = Optional.of(proxy);
    }

    /** dayfly was told to stop: it is not ready any more. */
    public void closing() {
        closing = true;
    }

    /** The address, with the port that the system chose if the settings name none. */
    public HostPort place() {
        return server.place();
    }

    private List<Listed> listed() {
        return watched.map(it -> it.servers().listed()).orElse(List.of());
    }

    private CompletableFuture<List<ServerLook>> look() {
        return watched.map(Watched::lookout)
                .map(Lookout::look)
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    }

    private boolean isDirectory(ServerLook look) {
        return watched.flatMap(it -> it.servers().directory())
                .filter(look.name()::equals)
                .isPresent();
    }

    private CompletableFuture<Answer> scrape() {
        return look().thenApply(looks -> looks.stream()
                        .map(look -> new ServerSample(
                                look.name(),
                                look.server(),
                                look.isUp(),
                                isDirectory(look),
                                look.census().orElse(List.of())))
                        .toList())
                .thenApply(samples -> Answer.of(METRICS, metrics.scrape(samples)));
    }

    private CompletableFuture<String> overview() {
        Overview.Moment now = new Overview.Moment(
                closing,
                gate.operator().isPresent(),
                watched.map(Watched::sessions),
                watched.map(it -> it.place().toString()));
        return look().thenApply(looks -> overview.json(
                now,
                looks.stream()
                        .map(look -> new SeenServer(
                                look.listed(),
                                look.isUp(),
                                isDirectory(look),
                                look.census().orElse(List.of())))
                        .toList()));
    }

    @Override
    public void close() {
        server.close();
        threads.close();
        metrics.close();
    }
}
