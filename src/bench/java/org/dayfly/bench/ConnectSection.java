package org.dayfly.bench;

import java.sql.Connection;
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
import org.dayfly.bench.connect.WhileCopied;
import org.dayfly.bench.connect.Zonky;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Jdbc;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.Server;

/** Connects and runs a first query by pgjdbc: in a fresh database, in an existing one, and in alternatives. */
final class ConnectSection implements Section {
    private static final String DIRECT = "PostgreSQL, existing database";
    private static final String NEW = "dayfly new";
    private static final String COPY = "dayfly copy of 20 tables";
    private static final String JOIN_HELD = "dayfly new.KEY, joining while another session holds it";
    private static final String JOIN = "dayfly new.KEY, joining at rest";
    private static final String JOIN_COPIED = "dayfly new.KEY, joining at rest while it is copied";
    private static final String DIRECT_COPIED = DIRECT + ", while dayfly copies a key";
    private static final String H2_TABLES = "H2 mem + 20 tables";
    private static final String SOURCE = "bench-source";
    private static final String RAW_SOURCE = "raw_source";

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
        int samples = options.size(300, 30);
        try (Dayfly dayfly = run.proxies().dayfly();
                Connection holder = dayfly.as("new.held").firstQuery()) {
            dayfly.as("new." + SOURCE).execute(Tables.sql());
            dayfly.as("new.copied").execute(Tables.sql());
            List<Contender> contenders = contenders(server, dayfly);
            new Turns(1, options.size(300, 50), 0, Duration.ZERO).measure(contenders); // does not count
            Latencies paced = new Latencies(DIRECT)
                    .add(new Turns(options.rounds(), samples, 20, options.pace()).measure(contenders));
            Latencies backToBack = new Latencies(DIRECT)
                    .add(new Turns(options.rounds(), samples, 20, Duration.ZERO).measure(contenders))
                    .add(zonky(run));
            for (Contender contender : contenders) {
                contender.close();
            }
            if (!holder.isValid(5)) {
                throw new IllegalStateException("the session that held a key has ended");
            }
            String how = "pgjdbc with sslmode=disable and gssEncMode=disable unless it says otherwise; closing and "
                    + "dropping are not timed. ";
            return new Findings(
                    List.of(
                            paced.table(
                                    "Connect + first query, one every "
                                            + options.pace().toMillis() + " ms",
                                    how + "What takes longer than that follows at once. "),
                            backToBack.table("Connect + first query, back to back", how)),
                    List.of(paced.chart("Connect + first query, ms (p50): less is better")),
                    goals(paced));
        }
    }

    private static List<Contender> contenders(Server server, Dayfly dayfly) throws SQLException {
        Leases leases = Leases.on(server);
        String tables = Tables.sql();
        List<Contender> contenders = new ArrayList<>();
        contenders.add(Connect.to(DIRECT, server.as(Server.TENANT, Server.TENANT)));
        contenders.add(Connect.to(DIRECT + ", Unix socket", server.bySocket(Server.TENANT, Server.TENANT)));
        contenders.add(Connect.to(
                DIRECT + ", pgjdbc's defaults", Jdbc.byDefault(server.port(), Server.TENANT, Server.TENANT)));
        contenders.add(Connect.toFresh(NEW, dayfly.as("new"), leases::sweep));
        contenders.add(Connect.toFresh(
                NEW + ", pgjdbc's defaults", Jdbc.byDefault(dayfly.port(), "new", "new"), leases::sweep));
        contenders.add(Connect.toFresh(COPY, dayfly.as("copy." + SOURCE), leases::sweep));
        contenders.add(Connect.to(JOIN_HELD, dayfly.as("new.held")));
        contenders.add(Connect.to(JOIN, dayfly.as("new.bench")));
        contenders.add(new WhileCopied(JOIN_COPIED, dayfly.as("new.copied"), dayfly.as("copy.copied"), leases::sweep));
        contenders.add(new WhileCopied(
                DIRECT_COPIED, server.as(Server.TENANT, Server.TENANT), dayfly.as("copy.copied"), leases::sweep));
        contenders.add(new RawCreate("CREATE DATABASE by hand", server, "template0"));
        contenders.add(new RawCreate("CREATE DATABASE by hand, of 20 tables", server, RAW_SOURCE));
        contenders.add(InMemory.h2("H2 mem", ""));
        contenders.add(InMemory.h2(H2_TABLES, tables));
        contenders.add(InMemory.sqlite("SQLite :memory:", ""));
        contenders.add(InMemory.sqlite("SQLite :memory: + 20 tables", tables));
        return contenders;
    }

    private static Map<Contender, Samples> zonky(Run run) throws Exception {
        Contender zonky = new Zonky(run.newFolder("zonky"));
        return new Turns(1, run.options().size(10, 2), 1, Duration.ZERO).measure(List.of(zonky));
    }

    private static List<Goal> goals(Latencies measured) {
        Samples direct = measured.of(DIRECT);
        Samples fresh = measured.of(NEW);
        Samples copy = measured.of(COPY);
        Samples held = measured.of(JOIN_HELD);
        Samples join = measured.of(JOIN);
        return List.of(
                Goal.atMost(0.4, "new: p50 / direct connect p50", fresh.median() / direct.median()),
                Goal.atMost(1, "new: p99 / direct connect p99", fresh.p99() / direct.p99()),
                Goal.atMost(0.4, "copy of 20 tables: p50 / direct connect p50", copy.median() / direct.median()),
                Goal.atMost(1.2, "join at rest: p50 / join of a held key p50", join.median() / held.median()),
                Goal.atMost(
                        1.5,
                        "join at rest while it is copied: p50 / join of a held key p50",
                        measured.of(JOIN_COPIED).median() / held.median()),
                Goal.atMost(1.3, "join at rest: p50 / direct connect p50", join.median() / direct.median()),
                Goal.atMost(
                        1,
                        "copy of 20 tables: p50 / H2 mem + 20 tables p50",
                        copy.median() / measured.of(H2_TABLES).median()));
    }
}
