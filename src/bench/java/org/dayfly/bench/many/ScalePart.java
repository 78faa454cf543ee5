package org.dayfly.bench.many;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Ports;
import org.dayfly.server.directory.KeyPlace;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.sql.Query;

/**
 * What a large installation costs the servers: 100,000 keys, 50 servers, 10 proxies, 1,000 hand-outs a second. One
 * server has the directory of such an installation, and does by turns what the directory's server and any other server
 * have to do.
 */
final class ScalePart implements Part {
    private static final int SERVERS = 50;
    private static final int PROXIES = 10;
    private static final int RATE = 1_000;
    private static final int SECONDS = 20;
    private static final int MAJOR = 18;
    private static final double SWEEP_SECONDS = 30;
    private static final Duration AGE = Duration.ofMinutes(1);

    /** What {@code CancelForwarding} lets a proxy send in a second, to all servers together. */
    private static final int CANCELS = 100;

    private static final Query<Integer> COUNT = new Query<>("SELECT registry.leased()", row -> row.getInt(1));

    @Override
    public Outcome run(Scene scene) throws Exception {
        int keys = scene.options().rows;
        Path folder = scene.stage().newFolder("directory");
        int port = Ports.fixed(scene.random());
        FleetServer server = scene.stage().add(() -> FleetServer.durable(folder, "directory", MAJOR, port));
        SimulatedProxies proxies = SimulatedProxies.open(scene.stage(), server, PROXIES);
        fill(server, keys);
        Table before = sizes(server, "Sizes with " + String.format(Locale.ROOT, "%,d", keys) + " keys");
        List<List<String>> rows = new ArrayList<>();
        handOuts(proxies, rows);
        sweeps(proxies, rows);
        probes(server, proxies, rows);
        Table after = sizes(server, "Sizes after all");
        return new Outcome(
                String.format(
                        Locale.ROOT,
                        "simulated %,d keys, %d servers, %d proxies, %,d hand-outs/s; commits wait for the disk",
                        keys,
                        SERVERS,
                        PROXIES,
                        RATE),
                List.of(
                        new Table(
                                "Operations",
                                "Times begin when an operation is due. \"At scale\" is what one server has to do in"
                                        + " such an installation, by the processor times measured here.",
                                Measured.COLUMNS,
                                rows),
                        before,
                        after));
    }

    private static ServerTag tag(int server) {
        return new ServerTag("mock" + (char) ('a' + server / 16) + (char) ('a' + server % 16));
    }

    private static void fill(FleetServer server, int keys) throws SQLException {
        try (Connection connection = server.registry().connect("dayfly");
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < SERVERS; i++) {
                statement.execute("INSERT INTO registry.directory (key, server, made) SELECT 'key-' || n, '" + tag(i)
                        + "', true FROM generate_series(" + i + ", " + (keys - 1) + ", " + SERVERS + ") AS n");
            }
            statement.execute("INSERT INTO registry.lease (name, state, key, expires_at)"
                    + " SELECT 'dayfly_' || translate(lpad(n::text, 16, '0'), '0189', 'abcd'), 'leased', 'key-' || n,"
                    + " 'infinity' FROM generate_series(1, " + keys / SERVERS + ") AS n");
            statement.execute("VACUUM ANALYZE registry.directory, registry.lease");
        }
    }

    private static void handOuts(SimulatedProxies proxies, List<List<String>> rows) throws Exception {
        int count = RATE * SECONDS;
        rows.add(proxies.measure(RATE, count, (proxy, number) -> {
                    Key key = new Key("new-" + number);
                    KeyPlace place = proxy.directory()
                            .claim(key, tag(number % SERVERS))
                            .join()
                            .place();
                    proxy.directory().confirm(place).join();
                })
                .row("claim and confirm a new key, " + RATE + "/s", RATE));
        rows.add(proxies.measure(
                        RATE,
                        count,
                        (proxy, number) -> proxy.directory()
                                .claim(new Key("key-" + number), tag(0))
                                .join())
                .row("find a known key, " + RATE + "/s", RATE));
        rows.add(proxies.measure(0, count, (proxy, number) -> {
                    KeyPlace place = proxy.directory()
                            .find(new Key("new-" + number))
                            .join()
                            .orElseThrow();
                    proxy.directory().free(place, proxy.keysHere()).join();
                })
                .row("remove a key: find and free, as many as possible", RATE));
    }

    private static void sweeps(SimulatedProxies proxies, List<List<String>> rows) throws Exception {
        double perSecond = PROXIES * SERVERS / SWEEP_SECONDS;
        rows.add(proxies.measure(
                        perSecond,
                        10 * (int) perSecond,
                        (proxy, number) -> proxy.directory()
                                .entries(tag(number % SERVERS), AGE)
                                .join())
                .row("keys_of: the directory's rows of a server", perSecond));
        rows.add(proxies.measure(
                        0,
                        10 * PROXIES,
                        (proxy, number) -> proxy.keysHere().within(AGE).join())
                .row("keys_here: the keys of a server's registry", PROXIES / SWEEP_SECONDS));
    }

    private static void probes(FleetServer server, SimulatedProxies proxies, List<List<String>> rows) throws Exception {
        rows.add(proxies.measure(
                        0,
                        100 * PROXIES,
                        (proxy, number) -> proxy.registry().pool().with(COUNT::first))
                .row("probe: count the databases", PROXIES));
        Measured cancels = new Cancels(server, proxies.cpu()).measure(RATE);
        rows.add(cancels.row("cancel request of a stranger, 50 servers", (double) PROXIES * CANCELS / SERVERS));
        rows.add(cancels.row("the same, 3 servers", PROXIES * CANCELS / 3.0));
    }

    private static Table sizes(FleetServer server, String title) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        for (String row : server.registry()
                .rows("SELECT relname, reltuples::bigint, pg_relation_size(oid) / 1024 FROM pg_class"
                        + " WHERE relnamespace = '$'::regnamespace AND relname ~ '^(directory|lease)'"
                        + " AND relkind IN ('r', 'i') ORDER BY relname")) {
            String[] cells = row.split(" ", 3);
            rows.add(List.of(cells[0], cells[1], Figure.of(Double.parseDouble(cells[2]) / 1024)));
        }
        return new Table(title, "The rows are estimates of the server.", List.of("table or index", "rows", "MB"), rows);
    }
}
