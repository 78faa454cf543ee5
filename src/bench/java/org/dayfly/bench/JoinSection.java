package org.dayfly.bench;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.bench.connect.Connect;
import org.dayfly.bench.connect.Contender;
import org.dayfly.bench.connect.Tables;
import org.dayfly.bench.connect.WhileCopied;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Issued;
import org.dayfly.bench.stage.Jdbc;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.Proxies;
import org.dayfly.bench.stage.Server;

/** Connects and runs a first query by pgjdbc in a database that exists: by its key, and by its issued URL. */
final class JoinSection implements Section {
    private static final String DIRECT = "PostgreSQL";
    private static final String DIRECT_PASSWORD = "PostgreSQL, by password";
    static final String KEY = "dayfly new.KEY at rest";
    static final String KEY_HELD = "dayfly new.KEY held by another session";
    static final String URL = "dayfly URL at rest";
    static final String URL_HELD = "dayfly URL held by another session";
    static final List<String> BY_URL = List.of(URL, URL_HELD);
    static final List<String> JOINS = List.of(KEY, KEY_HELD, URL, URL_HELD);
    private static final String KEY_COPIED = "dayfly new.KEY at rest, while it is copied";
    private static final String DIRECT_COPIED = "PostgreSQL, while dayfly copies a key";
    private static final String HOW = "pgjdbc with sslmode=disable and gssEncMode=disable; closing is not timed. A URL"
            + " has a password (SCRAM-SHA-256), a key has none, and PostgreSQL asks for one only where that is said. ";
    private static final int SLOWEST = 25;
    /** From one start to the next, in ms; 0 is back to back. */
    private static final List<Integer> PACES = List.of(SLOWEST, 10, 0);

    @Override
    public String name() {
        return "join";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        Options options = run.options();
        List<Table> tables = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        try (Dayfly dayfly = run.proxies().dayfly(Proxies.REAPER_BY_DEFAULT);
                Connection holder = dayfly.as("new.held").firstQuery();
                Connection urlHolder = dayfly.as("new.url-held").firstQuery()) {
            List<Contender> joins = joins(run.server(), dayfly, Issued.of(urlHolder));
            List<Contender> whileCopied = whileCopied(run.server(), dayfly);
            new Turns(1, options.size(300, 50), 0, Duration.ZERO).measure(joins); // does not count
            Latencies first = new Latencies(DIRECT);
            for (int pace : PACES) {
                Latencies paced = pace == SLOWEST ? first : new Latencies(DIRECT);
                Turns turns = options.turns(Duration.ofMillis(pace));
                paced.add(turns.measure(joins));
                if (pace == SLOWEST) {
                    paced.add(turns.measure(whileCopied));
                }
                tables.add(paced.table("Join + first query, " + every(pace), HOW + (pace == 0 ? "" : Turns.LATE)));
                goals.addAll(goals(paced, pace));
            }
            for (Contender contender : whileCopied) {
                contender.close();
            }
            if (!holder.isValid(5) || !urlHolder.isValid(5)) {
                throw new IllegalStateException("a session that held a key has ended");
            }
            return new Findings(
                    tables,
                    List.of(first.chart("Join + first query, " + every(SLOWEST) + ", ms (p50): less is better")),
                    goals);
        }
    }

    private static String every(int pace) {
        return pace == 0 ? "back to back" : "one every " + pace + " ms";
    }

    private static List<Contender> joins(Server server, Dayfly dayfly, Issued held) throws Exception {
        Issued resting;
        try (Connection maker = dayfly.as("new.url").firstQuery()) {
            resting = Issued.of(maker);
        }
        return List.of(
                Connect.to(DIRECT, server.as(Server.TENANT, Server.TENANT)),
                Connect.to(
                        DIRECT_PASSWORD, server.as(Server.GUEST, Server.TENANT).withPassword(Server.PASSWORD)),
                Connect.to(KEY, dayfly.as("new.key")),
                Connect.to(KEY_HELD, dayfly.as("new.held")),
                Connect.to(URL, by(resting, dayfly)),
                Connect.to(URL_HELD, by(held, dayfly)));
    }

    private static Jdbc by(Issued issued, Dayfly dayfly) {
        return dayfly.as(issued.role()).withPassword(issued.password());
    }

    private static List<Contender> whileCopied(Server server, Dayfly dayfly) throws Exception {
        Leases leases = Leases.on(server);
        dayfly.as("new.copied").execute(Tables.sql());
        Jdbc copy = dayfly.as("copy.copied");
        return List.of(
                new WhileCopied(KEY_COPIED, dayfly.as("new.copied"), copy, leases::sweep),
                new WhileCopied(DIRECT_COPIED, server.as(Server.TENANT, Server.TENANT), copy, leases::sweep));
    }

    private static String of(String way, int pace) {
        return way + ", " + every(pace) + ": p50 / ";
    }

    private static List<Goal> goals(Latencies measured, int pace) {
        List<Goal> goals = new ArrayList<>();
        for (String way : JOINS) {
            Samples ratio = measured.p50Ratio(way, DIRECT);
            goals.add(Goal.atMost(0.5, of(way, pace) + "direct", ratio));
        }
        for (String way : BY_URL) {
            Samples ratio = measured.p50Ratio(way, DIRECT_PASSWORD);
            goals.add(Goal.shown(of(way, pace) + "direct by password", ratio));
        }
        if (pace == SLOWEST) {
            goals.add(Goal.atMost(1.2, of(KEY, pace) + "a held key", measured.p50Ratio(KEY, KEY_HELD)));
            goals.add(Goal.atMost(1.5, of(KEY_COPIED, pace) + "a held key", measured.p50Ratio(KEY_COPIED, KEY_HELD)));
        }
        return goals;
    }
}
