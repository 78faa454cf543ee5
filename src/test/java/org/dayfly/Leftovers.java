package org.dayfly;

import java.sql.Connection;

/** What a fault may have left behind. */
final class Leftovers {
    private Leftovers() {}

    /** Waits until there are none: what there is is what is listed, whole, and of one dayfly that lives. */
    static void gone(Connection registry) throws Exception {
        Eventually.sees("nothing is left over", "t", () -> Sql.ask(registry, """
                SELECT ARRAY(SELECT datname::text COLLATE "C" FROM pg_database WHERE datname LIKE 'dayfly\\_%' ORDER BY 1)
                       = ARRAY(SELECT name FROM registry.lease ORDER BY 1)
                   AND ARRAY(SELECT rolname::text COLLATE "C" FROM pg_roles WHERE rolname ~ '^dayfly_[a-z2-7]{10}$' ORDER BY 1)
                       = ARRAY(SELECT name FROM registry.lease WHERE kind = 'database' ORDER BY 1)
                   AND (SELECT count(DISTINCT keeper) < 2 FROM registry.lease)
                   AND NOT EXISTS (SELECT FROM registry.lease WHERE state IN ('creating', 'reclaiming'))"""));
    }
}
