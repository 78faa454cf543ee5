package org.dayfly.server;

import java.util.stream.Stream;

/** The servers for tests of differences between versions: each supported version, if the build asks for all servers. */
class AllServers extends EveryServer {
    @Override
    Stream<Integer> majors() {
        return ALL ? Stream.of(18, 17, 16, 15, 14) : super.majors();
    }
}
