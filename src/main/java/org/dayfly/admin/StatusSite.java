package org.dayfly.admin;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.admin.metrics.Metrics;
import org.dayfly.admin.metrics.ServerSample;
import org.dayfly.config.AccessSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.value.HostPort;
import org.dayfly.frontend.Encryption;
import org.dayfly.placement.Lookout;
import org.dayfly.server.registry.ServerEvents;
import org.dayfly.session.SessionEvents;

/**
 * The status page of a proxy, from its start to its end: it answers while the proxy starts, and until everything else
 * is closed. Safe for use by any thread.
 */
public final class StatusSite implements AutoCloseable {
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;
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
        this.server = StatusServer.open(
                place,
                () -> this.encryption,
                new Site(
                        Map.of("livez", health::live, "readyz", health::ready),
                        Map.of("metrics", request -> scrape()),
                        request -> Site.told(Answer.text(io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND, "")),
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
        return metrics.events();
    }

    /** Listeners for what happens to databases. */
    public ServerEvents.Listeners serverEvents() {
        return metrics.events()::of;
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

    private CompletableFuture<Answer> scrape() {
        Optional<String> directory = watched.flatMap(it -> it.servers().directory());
        return watched.map(Watched::lookout)
                .map(Lookout::look)
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()))
                .thenApply(looks -> looks.stream()
                        .map(look -> new ServerSample(
                                look.name(),
                                look.server(),
                                look.isUp(),
                                directory.filter(look.name()::equals).isPresent(),
                                look.census().orElse(List.of())))
                        .toList())
                .thenApply(samples -> Answer.of(METRICS, metrics.scrape(samples)));
    }

    @Override
    public void close() {
        server.close();
        metrics.close();
    }
}
