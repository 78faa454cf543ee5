package org.dayfly.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.bench.connect.Contender;
import org.dayfly.bench.connect.DropEach;
import org.dayfly.bench.connect.LargeSource;
import org.dayfly.bench.connect.RawCreate;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Jdbc;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.Server;
import org.dayfly.bench.stage.Stage;

/** Copies of large sources, with a ready copy and without one, compared with CREATE DATABASE … TEMPLATE by hand. */
final class LargeSection implements Section {
    private static final String READY = "dayfly copy, one ready";
    private static final String NONE = "dayfly copy, none ready";
    private static final String HAND = "CREATE DATABASE … TEMPLATE by hand";
    private static final String CLONE = HAND + ", file_copy_method = clone";
    /** The source by hand, the source of dayfly, its snapshot, and up to three copies. */
    private static final long COPIES = 6;

    private static final long MEGA = 1_000_000;

    @Override
    public String name() {
        return "large";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        Options options = run.options();
        int megabytes = options.size(1000, 50);
        LargeSource small = LargeSource.small();
        LargeSource bulk = LargeSource.ofMegabytes(megabytes);
        LargeSource tables = LargeSource.ofTables(options.size(10_000, 500));
        List<LargeSource> sources = List.of(small, bulk, tables);
        Rates rates = new Rates(HAND);
        try (Stage stage = run.stage().add(() -> place(COPIES * megabytes * MEGA));
                Server server = Server.start(stage, Server.SESSIONS);
                Dayfly ahead = run.proxies(server).dayfly("databases.warm.min=1", "login-deadline=5min");
                Dayfly never = run.proxies(server)
                        .dayfly("databases.warm.min=0", "databases.warm.max=0", "login-deadline=5min")) {
            for (LargeSource source : sources) {
                make(source, server, ahead);
            }
            for (int round = -1; round < options.rounds(); round++) {
                rates.begin(round); // the first round does not count
                for (LargeSource source : sources) {
                    int samples = round < 0 ? 1 : options.size(source.equals(small) ? 15 : 5, 2);
                    for (Way way : Run.order(ways(source, server, ahead, never), Math.max(round, 0))) {
                        rates.add(way.name, source.label(), way.millis(samples));
                    }
                }
            }
        }
        String note = "Times are ms from the request to the answer of the first query, by pgjdbc; each copy is dropped"
                + " before the next. By hand with STRATEGY file_copy; dayfly chooses file_copy_method = clone where the"
                + " server has it. One ready: databases.warm.min = 1 and a quiet server before each. None ready:"
                + " databases.warm.max = 0.";
        return Findings.of(
                rates.table(
                        "Copies of large sources",
                        note,
                        sources.stream().map(LargeSource::label).toList()),
                goals(rates, small, bulk, tables));
    }

    /** The memory, or else the disk if the memory has too little room. */
    private static Stage place(long bytes) throws Exception {
        Stage memory = Stage.open();
        if (memory.folder().toFile().getUsableSpace() > bytes) {
            return memory;
        }
        memory.close();
        System.err.println("bench: large sources are on disk, because there is no room for them in memory");
        return Stage.onDisk();
    }

    private static void make(LargeSource source, Server server, Dayfly dayfly) throws SQLException {
        server.admin("postgres").execute("CREATE DATABASE " + source.key() + " OWNER " + Server.TENANT);
        for (Jdbc database : List.of(server.as(Server.TENANT, source.key()), dayfly.as("new." + source.key()))) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                for (String sql : source.statements()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static List<Way> ways(LargeSource source, Server server, Dayfly ahead, Dayfly never) throws SQLException {
        Leases leases = Leases.on(server);
        String copy = "copy." + source.key();
        return List.of(
                new Way(READY, new DropEach(READY, ahead.as(copy), leases), () -> leases.awaitReady(source.key(), 1)),
                new Way(NONE, new DropEach(NONE, never.as(copy), leases), leases::settle),
                new Way(HAND, new RawCreate(HAND, server, source.key()), leases::settle),
                new Way(CLONE, new RawCreate(CLONE, server, source.key()).cloning(), leases::settle));
    }

    /** Waits for the state in which the next copy is measured. */
    @FunctionalInterface
    private interface Before {
        void await() throws Exception;
    }

    private record Way(String name, Contender contender, Before before) {
        /** The median. The first copy does not count: it reminds dayfly of the source. */
        double millis(int samples) throws Exception {
            contender.firstQuery().close();
            List<Double> times = new ArrayList<>();
            for (int i = 0; i < samples; i++) {
                before.await();
                long start = System.nanoTime();
                AutoCloseable reached = contender.firstQuery();
                times.add(Samples.millisSince(start));
                reached.close();
            }
            contender.close();
            return Samples.of(times).median();
        }
    }

    private static List<Goal> goals(Rates rates, LargeSource small, LargeSource bulk, LargeSource tables) {
        String of = "copy of " + bulk.label();
        List<Goal> goals = new ArrayList<>(List.of(
                Goal.atMost(
                        1.2,
                        of + ", one ready: time / copy of " + small.label() + ", one ready",
                        rates.loadRatio(READY, bulk.label(), small.label())),
                Goal.atMost(1.1, of + ", none ready: time / by hand", rates.ratio(NONE, HAND, bulk.label())),
                Goal.shown(of + ", none ready: time / by hand, clone", rates.ratio(NONE, CLONE, bulk.label()))));
        for (String way : List.of(READY, NONE)) {
            String what = "copy of " + tables.label() + way.substring(way.indexOf(','));
            goals.add(Goal.shown(what + ": ms", rates.of(way, tables.label())));
            goals.add(Goal.shown(what + ": time / by hand", rates.ratio(way, HAND, tables.label())));
        }
        return goals;
    }
}
