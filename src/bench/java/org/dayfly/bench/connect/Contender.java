package org.dayfly.bench.connect;

import java.sql.SQLException;

/** A way to a database and a first query in it. */
public interface Contender extends AutoCloseable {
    String name();

    /** Connects and runs the first query, which is timed. Closing the result is not timed. */
    AutoCloseable firstQuery() throws Exception;

    /** Cleans up after a turn; not timed. */
    default void rest() throws Exception {}

    @Override
    default void close() throws SQLException {}
}
