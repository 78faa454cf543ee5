package org.dayfly.bench.many;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.bench.stage.DayflyProcess;
import org.dayfly.bench.stage.Logs;
import org.dayfly.bench.stage.Parallel;
import org.dayfly.bench.stage.Ports;

/**
 * Several dayflies in front of several servers.
 *
 * @param servers all that run, in the settings of the proxies or not; the first has the directory
 * @param jar a copy of dayfly, so that a build meanwhile does not change it
 * @param script of the template
 */
record Fleet(List<FleetServer> servers, List<FleetProxy> proxies, Path jar, Path script) {
    /** The servers of the settings, with their weights. */
    record Weighted(FleetServer server, int weight) {
        private String entry() {
            return "  { name = %s, url = \"%s\", weight = %d }\n".formatted(server.name(), server.url(), weight);
        }
    }

    /** Starts servers, which no dayfly uses as yet. */
    static Fleet of(Scene scene, int servers) throws Exception {
        ManyOptions options = scene.options();
        List<FleetServer> all = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            String name = "db" + (i + 1);
            int major = options.servers.get(i % options.servers.size());
            Path folder = scene.stage().newFolder(name);
            int port = Ports.fixed(scene.random());
            all.add(scene.stage().add(() -> FleetServer.start(folder, name, major, port)));
        }
        Path folder = scene.stage().newFolder("proxies");
        Path jar = DayflyProcess.copyOfJar(folder);
        List<FleetProxy> proxies = new ArrayList<>();
        for (int i = 0; i < options.proxies; i++) {
            String name = String.valueOf((char) ('A' + i));
            Path settings = folder.resolve(name + ".conf");
            Path log = scene.log(name);
            Files.deleteIfExists(log);
            DayflyProcess process =
                    scene.stage().add(() -> new DayflyProcess(jar, log, List.of("--config", settings.toString())));
            proxies.add(new FleetProxy(name, Ports.fixed(scene.random()), settings, process));
        }
        Path script = Files.writeString(folder.resolve("shop.sql"), Marks.TEMPLATE_SCRIPT);
        return new Fleet(all, proxies, jar, script);
    }

    /** The first servers, with the weights of the options. */
    List<Weighted> first(int count, ManyOptions options) {
        List<Weighted> weighted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            weighted.add(new Weighted(servers.get(i), options.weight(i)));
        }
        return weighted;
    }

    /** Starts all proxies at once. */
    void start(List<Weighted> used) throws Exception {
        write(used);
        Parallel.millis(proxies.size(), i -> proxies.get(i).process().start());
        for (Weighted each : used) {
            each.server().tag(); // while the server can tell
        }
    }

    void write(List<Weighted> used) throws IOException {
        for (FleetProxy proxy : proxies) {
            proxy.write(settings(proxy, used));
        }
    }

    private String settings(FleetProxy proxy, List<Weighted> used) {
        return """
                listen = "127.0.0.1:%d"
                servers = [
                %s]
                templates.shop.init = ["%s"]
                databases { max = 0, ttl = 2h, idle = 2h, warm.max = 12 }
                limits { sessions = 0, half-open = 0 }
                reaper.interval = 1s
                drain = 3s
                """.formatted(proxy.port(), used.stream().map(Weighted::entry).collect(Collectors.joining()), script);
    }

    Session open(Visit visit, String options) throws SQLException {
        return Session.open(proxies.get(visit.proxy()).port(), visit.user(), visit.password(), options);
    }

    Logs logs() {
        return new Logs(
                proxies.stream().map(proxy -> proxy.process().log()).toList(),
                servers.stream().map(FleetServer::log).toList());
    }

    /** Ends all proxies. Returns those that did not end well. */
    String terminate() {
        return proxies.stream()
                .flatMap(proxy -> proxy.process().terminate() ? Stream.empty() : Stream.of(proxy.name()))
                .collect(Collectors.joining(" "));
    }
}
