package org.dayfly.bench.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts proxies in front of a server, each reaching it in the same way.
 *
 * @param settings of dayfly, as key=value, which override the settings here
 */
public record Proxies(Stage stage, Server server, Backend backend, List<String> settings) {
    /** For sections in which little is dropped: dayfly's own interval, in place of the short one below. */
    public static final String REAPER_BY_DEFAULT = "reaper.interval=5s";

    /** Settings without limits, and without waiting at the end. */
    private static final List<String> UNLIMITED = List.of(
            "listen=127.0.0.1:0",
            "databases.max=0",
            "limits.size=0",
            "databases.sessions=0",
            "limits.sessions=0",
            "limits.half-open=0",
            "databases.ttl=12h",
            "databases.idle=6h",
            "reaper.interval=100ms",
            "drain=0");

    /**
     * dayfly itself.
     *
     * @param more settings, as key=value
     */
    public Dayfly dayfly(String... more) throws Exception {
        List<String> all = new ArrayList<>(UNLIMITED);
        all.add("servers=" + server.url(backend));
        all.addAll(List.of(more));
        all.addAll(settings);
        return stage.add(() -> Dayfly.start(stage.newFolder("dayfly"), all));
    }

    /**
     * pgbouncer; empty if it is not installed.
     *
     * @param role the role of all clients on the server
     */
    public Optional<Proxy> pgBouncer(String role) throws Exception {
        Optional<Program> program = found("pgbouncer");
        return program.isEmpty()
                ? Optional.empty()
                : Optional.of(stage.add(
                        () -> PgBouncer.start(program.get(), stage.newFolder("pgbouncer"), server, backend, role)));
    }

    /** HAProxy; empty if it is not installed. */
    public Optional<Proxy> haProxy() throws Exception {
        Optional<Program> program = found("haproxy");
        return program.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        stage.add(() -> HaProxy.start(program.get(), stage.newFolder("haproxy"), server, backend)));
    }

    private static Optional<Program> found(String name) {
        Optional<Program> program = Program.find(name);
        if (program.isEmpty()) {
            System.err.println("bench: " + name + " is left out: it is not installed");
        }
        return program;
    }
}
