package org.dayfly.bench.many;

import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.bench.stage.OutageLog;

/** Which clients may fail when a proxy or a server was killed. Proxies have numbers from 0, servers have others. */
record KillExcuses(Fleet fleet, Ledger ledger, Uses uses, OutageLog outages) implements Excuse {
    private static final int FIRST_SERVER = 1_000;

    /** The time that a proxy needs to reach a server that is back. */
    private static final long SERVER_GRACE = 5_000;

    private static final long PROXY_GRACE = 1_000;

    /** In this time after the kill of a server, clients of other servers may fail. */
    private static final long FIRST_SECOND = 1_000;

    /** A proxy remembers a key for 30 s. */
    private static final long REMEMBERED = 28_000;

    static int number(int server) {
        return FIRST_SERVER + server;
    }

    @Override
    public Optional<String> of(Failure failure) {
        long from = failure.from();
        long to = failure.to();
        Visit visit = failure.visit();
        if (outages.of(process -> process == visit.proxy(), from, to, PROXY_GRACE)) {
            return Optional.of("its proxy was killed");
        }
        String tag = tag(failure);
        if (outages.of(process -> process >= FIRST_SERVER && tag.equals(tagOf(process)), from, to, SERVER_GRACE)) {
            return Optional.of("its server was killed");
        }
        if (outages.beganIn(process -> process >= FIRST_SERVER, from - FIRST_SECOND, to)) {
            return Optional.of("in the first second after the kill of another server");
        }
        if (outages.of(process -> process == FIRST_SERVER, from, to, SERVER_GRACE)) {
            if (visit.kind() == Visit.Kind.RESET) {
                return Optional.of("a reset while the directory is down");
            }
            if (!uses.isKnown(visit, from - REMEMBERED)) {
                return Optional.of("a key that the proxy has not used for 30 s while the directory is down");
            }
        }
        return Optional.empty();
    }

    private String tagOf(int process) {
        try {
            return fleet.servers().get(process - FIRST_SERVER).tag();
        } catch (SQLException e) {
            return "";
        }
    }

    /** The server that the client needs; empty if any server will do. */
    private String tag(Failure failure) {
        Visit visit = failure.visit();
        if (!failure.database().isEmpty()) {
            return Session.tag(failure.database());
        }
        if (visit.kind() == Visit.Kind.ISSUED) {
            return Session.tag(visit.user());
        }
        return ledger.key(visit.key())
                .any()
                .or(() -> ledger.key(visit.source()).any())
                .map(Session::tag)
                .orElse("");
    }
}
