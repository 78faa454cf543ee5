package org.dayfly.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.dayfly.bench.soak.Tally.Problem;
import org.dayfly.bench.stage.Clock;
import org.dayfly.bench.stage.DayflyProcess;
import org.dayfly.bench.stage.Logs;
import org.dayfly.bench.stage.RegistryReader;
import org.dayfly.bench.stage.Stage;
import org.dayfly.cluster.embedded.OwnServer;

/** A soak on one server: clients and faults for a time, and then a check of what is left. */
final class Round {
    private static final long LEAST_CALM = 12_000;
    private static final int MORE_CALM = 15_000;
    private static final long MINUTE = 60_000;
    private static final long LOOK = 1_000;
    private static final long CLIENTS_PATIENCE = 120_000;
    private static final long PAIRS_KEPT = 100_000;

    private final SoakOptions options;
    private final Stage stage;
    private final Tally tally;
    private final OwnServer server;
    private final List<DayflyProcess> proxies = new ArrayList<>();
    private final Outages outages = new Outages();
    private final RegistryView registry;

    Round(SoakOptions options, Stage stage, int major, Tally tally) throws Exception {
        this.options = options;
        this.stage = stage;
        this.tally = tally;
        Path folder = stage.newFolder("server");
        this.server = stage.add(() -> OwnServer.start(
                folder.resolve("state"), major, options.port(0), StrangeDefaults.settings(options.without())));
        this.registry = new RegistryView(new RegistryReader(server));
        try (Connection connection = registry.reader().connect("postgres");
                Statement statement = connection.createStatement()) {
            for (String sql : StrangeDefaults.role(options.without())) {
                statement.execute(sql);
            }
        }
        Path jar = DayflyProcess.copyOfJar(folder);
        Path script = Files.writeString(folder.resolve("shop.sql"), CopyTasks.SCRIPT);
        for (int proxy = 0; proxy < 2; proxy++) {
            List<String> settings = DayflyProcess.set(settings(proxy, script));
            Path log = options.out().resolve("dayfly-" + major + "-" + "AB".charAt(proxy) + ".log");
            Files.deleteIfExists(log);
            proxies.add(stage.add(() -> new DayflyProcess(jar, log, settings)));
        }
    }

    private List<String> settings(int proxy, Path script) {
        return List.of(
                "listen=127.0.0.1:" + options.port(1 + proxy),
                "servers=postgresql://dayfly:pw@127.0.0.1:" + server.port(),
                "templates." + CopyTasks.TEMPLATE + ".init=" + script,
                "databases.max=" + Limits.DATABASES.get(proxy),
                "databases.warm.max=8",
                "limits.per-address=" + (proxy == 0 ? Limits.PER_ADDRESS : 0),
                "reaper.interval=" + Limits.REAPER.get(proxy),
                "drain=3s");
    }

    /** Runs the round. */
    void run(Random random, long seconds) throws IOException, InterruptedException {
        for (DayflyProcess proxy : proxies) {
            proxy.start();
        }
        Ledger ledger = new Ledger();
        Logs logs = new Logs(proxies.stream().map(DayflyProcess::log).toList(), List.of(server.log()));
        EndCauses endCauses = new EndCauses(ledger, outages, registry);
        Judge judge = new Judge(ledger, endCauses, outages, tally, tails(logs));
        Shared shared = new Shared(
                List.of(options.port(1), options.port(2)), ledger, judge, endCauses, tally, new AtomicLong());
        Faults faults = new Faults(proxies, server, registry.reader(), outages, judge, tally);
        Clients clients = new Clients(shared, options.pace());
        clients.start(options.clients(), random);
        Thread watch = new Thread(() -> watch(shared), "watch");
        watch.start();
        long end = Clock.now() + seconds * 1000;
        List<Faults.Kind> next = new ArrayList<>();
        while (Clock.now() < end && !stage.isClosed()) {
            Clock.sleep(Math.min(end - Clock.now(), LEAST_CALM + random.nextInt(MORE_CALM)));
            faults.revive();
            if (next.isEmpty()) {
                next.addAll(options.faults());
                Collections.shuffle(next, random);
            }
            if (Clock.now() < end && !next.isEmpty()) {
                faults.happen(next.remove(0), random);
            }
        }
        if (!clients.stop(CLIENTS_PATIENCE)) {
            judge.problem(Problem.HARNESS, "clients did not end");
        }
        FinalCheck check = new FinalCheck(registry.reader(), judge);
        check.whileRunning();
        watch.interrupt();
        watch.join();
        for (DayflyProcess proxy : proxies) {
            if (!stage.isClosed() && !proxy.terminate()) {
                judge.problem(Problem.HARNESS, "dayfly did not end well after SIGTERM, see " + proxy.log());
            }
        }
        check.afterwards();
        logs.check(event -> judge.problem(Problem.LOG, event));
        server.close();
    }

    private static Supplier<String> tails(Logs logs) {
        return logs::tails;
    }

    /** Takes samples of the registry, and prints the progress each minute. */
    private void watch(Shared shared) {
        long begin = Clock.now();
        long told = begin;
        while (!Thread.currentThread().isInterrupted()) {
            registry.sample();
            long now = Clock.now();
            if (now - told >= MINUTE) {
                told = now;
                System.out.println(Clock.text(now) + " after " + (now - begin) / MINUTE + " min: " + tally.line());
                shared.ledger().forget(shared.numbers().get() - PAIRS_KEPT);
            }
            Clock.sleep(LOOK);
        }
    }
}
