package org.dayfly.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.value.Bounds;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.Network;
import org.dayfly.config.value.SettingsException;

/**
 * Where clients connect, and the limits for clients that have not logged in yet.
 *
 * @param address the address that dayfly listens on
 * @param advertise the address that clients are told to connect to; empty: the address that dayfly listens on
 * @param unixSocket the Unix socket that dayfly listens on too
 * @param proxies networks of load balancers, which name their clients with the PROXY protocol
 * @param transport how dayfly waits for sockets
 * @param loginDeadline time from accept to ReadyForQuery; zero: no limit
 * @param halfOpen connections at the same time that have not logged in yet; 0: no limit
 */
public record ListenSettings(
        HostPort address,
        Optional<HostPort> advertise,
        Optional<UnixSocketSettings> unixSocket,
        List<Network> proxies,
        Transport transport,
        Duration loginDeadline,
        int halfOpen) {
    public ListenSettings {
        proxies = List.copyOf(proxies);
        advertise.ifPresent(ListenSettings::checkAdvertised);
        Bounds.orZero("login-deadline", loginDeadline, Duration.ofSeconds(1));
        Bounds.atLeastZero("limits.half-open", halfOpen);
    }

    /** The address that clients are told to connect to. */
    public HostPort told() {
        return advertise.orElseGet(this::near);
    }

    /** The address that a program on this host connects to. */
    public HostPort near() {
        return address.isWildcard() ? new HostPort("localhost", address.port()) : address;
    }

    private static void checkAdvertised(HostPort place) {
        if (place.isWildcard() || place.port() == 0) {
            throw new SettingsException("advertise is " + place
                    + ", which no client can connect to; give the host and port that clients reach dayfly by");
        }
    }
}
