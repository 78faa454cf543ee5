package org.dayfly.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dayfly.bench.connect.Connect;
import org.dayfly.bench.connect.Contender;
import org.dayfly.bench.connect.InMemory;
import org.dayfly.bench.connect.RawCreate;
import org.dayfly.bench.connect.Tables;
import org.dayfly.bench.connect.Zonky;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Jdbc;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.Server;

/** Connects and runs a first query by pgjdbc: in a fresh database, in an existing one, and in alternatives. */
final class ConnectSection implements Section {
    private static final String DIRECT = "PostgreSQL, existing database";
    private static final String NEW = "dayfly new";
    private static final String COPY = "dayfly copy of 20 tables";
    private static final String H2_TABLES = "H2 mem + 20 tables";
    private static final String SOURCE = "bench-source";
    private static final String RAW_SOURCE = "raw_source";
    private static final String HOW = "pgjdbc with sslmode=disable and gssEncMode=disable unless it says otherwise; "
            + "closing and dropping are not timed. ";
    private static final int SLOWEST = 25;
    /** From one start to the next, in ms. At the slowest pace all contenders connect, else few. */
    private static final List<Integer> PACES = List.of(SLOWEST, 10, 5);

    @Override
    public String name() {
        return "connect";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        Server server = run.server();
        server.admin("postgres").execute("CREATE DATABASE " + RAW_SOURCE + " OWNER " + Server.TENANT);
        server.as(Server.TENANT, RAW_SOURCE).execute(Tables.sql());
        Options options = run.options();
        List<Table> tables = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        try (Dayfly dayfly = run.proxies().dayfly()) {
            dayfly.as("new." + SOURCE).execute(Tables.sql());
            List<Contender> few = few(server, dayfly);
            List<Contender> all = new ArrayList<>(few);
            all.addAll(others(server, dayfly));
            new Turns(1, options.size(300, 50), 0, Duration.ZERO).measure(all); // does not count
            Latencies first = new Latencies(DIRECT);
            for (int pace : PACES) {
                Latencies paced = pace == SLOWEST ? first : new Latencies(DIRECT);
                paced.add(options.turns(Duration.ofMillis(pace)).measure(pace == SLOWEST ? all : few));
                tables.add(paced.table("Connect + first query, one every " + pace + " ms", HOW + Turns.LATE));
                goals.addAll(goals(paced, pace));
            }
            Latencies backToBack = new Latencies(DIRECT)
                    .add(options.turns(Duration.ZERO).measure(all))
                    .add(zonky(run));
            tables.add(backToBack.table("Connect + first query, back to back", HOW));
            for (Contender contender : all) {
                contender.close();
            }
            return new Findings(
                    tables,
                    List.of(first.chart(
                            "Connect + first query, one every " + SLOWEST + " ms, ms (p50): less is better")),
                    goals);
        }
    }

    private static List<Contender> few(Server server, Dayfly dayfly) {
        Leases leases = Leases.on(server);
        return List.of(
                Connect.to(DIRECT, server.as(Server.TENANT, Server.TENANT)),
                Connect.toFresh(NEW, dayfly.as("new"), leases::sweep),
                Connect.toFresh(COPY, dayfly.as("copy." + SOURCE), leases::sweep));
    }

    private static List<Contender> others(Server server, Dayfly dayfly) throws SQLException {
        String tables = Tables.sql();
        return List.of(
                Connect.to(DIRECT + ", Unix socket", server.bySocket(Server.TENANT, Server.TENANT)),
                Connect.to(DIRECT + ", pgjdbc's defaults", Jdbc.byDefault(server.port(), Server.TENANT, Server.TENANT)),
                Connect.toFresh(
                        NEW + ", pgjdbc's defaults",
                        Jdbc.byDefault(dayfly.port(), "new", "new"),
                        Leases.on(server)::sweep),
                new RawCreate("CREATE DATABASE by hand", server, "template0"),
                new RawCreate("CREATE DATABASE by hand, of 20 tables", server, RAW_SOURCE),
                InMemory.h2("H2 mem", ""),
                InMemory.h2(H2_TABLES, tables),
                InMemory.sqlite("SQLite :memory:", ""),
                InMemory.sqlite("SQLite :memory: + 20 tables", tables));
    }

    private static Map<Contender, List<Samples>> zonky(Run run) throws Exception {
        Contender zonky = new Zonky(run.newFolder("zonky"));
        return new Turns(1, run.options().size(10, 2), 1, Duration.ZERO).measure(List.of(zonky));
    }

    private static List<Goal> goals(Latencies measured, int pace) {
        List<Goal> goals = new ArrayList<>();
        for (String kind : List.of(NEW, COPY)) {
            String what = kind + ", one every " + pace + " ms: ";
            String p50 = what + "p50 / direct";
            String p99 = what + "p99 / direct";
            Samples median = measured.p50Ratio(kind, DIRECT);
            Samples slow = measured.p99Ratio(kind, DIRECT);
            goals.add(
                    switch (pace) {
                        case SLOWEST -> Goal.atMost(0.5, p50, median);
                        case 10 -> Goal.atMost(0.8, p50, median);
                        default -> Goal.shown(p50, median);
                    });
            goals.add(pace >= 10 ? Goal.atMost(1.2, p99, slow) : Goal.shown(p99, slow));
        }
        if (pace == SLOWEST) {
            goals.add(Goal.atMost(1, COPY + ": p50 / H2 mem + 20 tables p50", measured.p50Ratio(COPY, H2_TABLES)));
        }
        return goals;
    }
}
