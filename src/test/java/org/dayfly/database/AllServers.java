package org.dayfly.database;

import java.util.stream.Stream;

/** Every version of PostgreSQL that dayfly promises to work with, for what differs from one to the next. */
class AllServers extends EveryServer {
    @Override
    Stream<Integer> majors() {
        return Stream.of(18, 17, 16, 15, 14);
    }
}
