package org.dayfly.admin.page;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The databases of one server at one moment.
 *
 * @param at the moment; empty: the server has not answered so far
 * @param took how long the server took to answer
 * @param rows the databases as JSON, without the brackets of an array
 * @param problem why this is not the present list; empty: it is
 */
record DatabaseList(Optional<Instant> at, Duration took, String rows, Optional<String> problem) {
    static final DatabaseList NONE = new DatabaseList(Optional.empty(), Duration.ZERO, "", Optional.empty());

    DatabaseList staleFor(String why) {
        return new DatabaseList(at, took, rows, Optional.of(why));
    }
}
