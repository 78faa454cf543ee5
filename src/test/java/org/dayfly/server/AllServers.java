package org.dayfly.server;

import java.util.stream.Stream;

/** Every version of PostgreSQL that dayfly promises to work with, if all servers are asked for: for what differs between them. */
class AllServers extends EveryServer {
    @Override
    Stream<Integer> majors() {
        return ALL ? Stream.of(18, 17, 16, 15, 14) : super.majors();
    }
}
