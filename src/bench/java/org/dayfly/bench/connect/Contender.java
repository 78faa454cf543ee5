package org.dayfly.bench.connect;

import java.sql.SQLException;

/** A way to a database and a first query in it. */
public interface Contender extends AutoCloseable {
    String name();

    /** Goes all the way, which is what is timed; closing the result, which is not, undoes it. */
    AutoCloseable firstQuery() throws Exception;

    /** Clears away what is left after a turn; not timed. */
    default void rest() throws Exception {}

    @Override
    default void close() throws SQLException {}
}
