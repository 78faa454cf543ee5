package org.dayfly.bench.many;

import java.util.List;
import java.util.Optional;
import org.dayfly.bench.report.ProblemLog;

/** Keys that clients copy. */
record Sources(Visitor visitor, Ledger ledger, ProblemLog problems) {
    private static final int ROWS = 3;

    /** The key of a copy that clients share. */
    static String shared(String source) {
        return "copy-of-" + source;
    }

    /** Makes the sources through all proxies in turn, and the first copy of each, so that later copies never wait. */
    void make(List<String> names, int proxies) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int proxy = i % proxies;
            Optional<String> database = Optional.empty();
            for (int row = 0; row < ROWS; row++) {
                Visit visit = Visit.key(proxy, name);
                database = visitor.visit(visit, Lifetimes.of(visit));
            }
            database.ifPresentOrElse(
                    it -> ledger.source(name, ledger.rows(it).all()),
                    () -> problems.add("part failed", "could not make the source " + name, ""));
            Visit copy = Visit.copy(proxy, name);
            visitor.visit(copy, Lifetimes.of(copy));
        }
    }
}
