package org.dayfly.server;

import java.util.stream.Stream;

/** Oldest and newest server, with a maintenance role that has only CREATEDB and CREATEROLE. A superuser can do more. */
public final class ManagedServers extends EveryServer {
    @Override
    Stream<String> roles(String superuser) {
        return Stream.of(MAKER);
    }
}
