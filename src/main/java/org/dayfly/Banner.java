package org.dayfly;

import org.dayfly.config.Settings;
import org.dayfly.config.value.HostPort;

/** The text that a person at a terminal sees once dayfly is ready: how to connect. */
record Banner(HostPort place, boolean password) {
    /** @param listening the address where dayfly listens, with its actual port */
    static Banner of(Settings settings, HostPort listening) {
        HostPort reachable = settings.listen().advertise().orElse(new HostPort(host(listening), listening.port()));
        return new Banner(reachable, settings.access().password().isPresent());
    }

    private static String host(HostPort listening) {
        return listening.isLoopback() || listening.isWildcard() ? "localhost" : listening.host();
    }

    @Override
    public String toString() {
        String where = place.toString();
        String host = where.substring(0, where.lastIndexOf(':'));
        return String.join(
                System.lineSeparator(),
                "",
                "Every connection as user \"new\" is in a fresh PostgreSQL database"
                        + (password ? "; the client needs the password in access.password:" : ":"),
                "",
                "  psql -h " + place.host() + " -p " + place.port() + " -U new",
                "  jdbc:postgresql://" + host + ":" + place.port() + "/?user=new",
                "  postgresql://new@" + host + ":" + place.port() + "/",
                "");
    }
}
