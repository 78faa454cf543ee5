package org.dayfly.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.value.Bounds;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.Network;
import org.dayfly.config.value.SettingsException;

/**
 * Where clients connect, and how long a stranger may take.
 *
 * @param address where dayfly listens
 * @param advertise the place that clients are told; empty: as listened
 * @param unixSocket where it listens too
 * @param proxies networks of load balancers, which tell of their clients by the PROXY protocol
 * @param transport how sockets are waited for
 * @param loginDeadline time from accept to ReadyForQuery; zero: no limit
 * @param halfOpen connections at the same time that have not yet logged in; 0: no limit
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

    /** The place that clients are told to come back to. */
    public HostPort told() {
        return advertise.orElseGet(this::near);
    }

    /** Where a program on this host connects. */
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
