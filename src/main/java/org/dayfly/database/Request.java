package org.dayfly.database;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What a client asked for when it asked for a fresh database.
 *
 * @param client the address it came from; empty where it has none (a Unix socket)
 * @param source what it shall be a copy of; empty: of nothing
 * @param ttl age at which the database is reclaimed, {@link Duration#ZERO} for never; empty: as the settings say
 * @param idle how long it may lie unused, {@link Duration#ZERO} for ever; empty: as the settings say
 */
public record Request(
        Optional<InetAddress> client, Optional<Key> source, Optional<Duration> ttl, Optional<Duration> idle) {}
