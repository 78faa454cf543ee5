package org.dayfly.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands behind the {@code ?} of a server's URL: {@code host}, {@code port} and {@code sslmode}, by name.
 *
 * @param values decoded
 */
record ServerParameters(Map<String, String> values) {
    private static final Set<String> KNOWN = Set.of("host", "port", "sslmode");
    private static final Set<String> IN_CLEAR = Set.of("disable", "allow", "prefer");
    private static final Set<String> OVER_TLS = Set.of("require", "verify-ca", "verify-full");

    static ServerParameters parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String parameter : text.split("&", -1)) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                if (!KNOWN.contains(name)) {
                    throw ServerUrl.refused("has the parameter " + name + ", which dayfly does not know; leave it out");
                }
                values.put(name, ServerUrl.decoded(parameter.substring(equals + 1)));
            }
        }
        return new ServerParameters(values);
    }

    /** The value of a parameter that is there. */
    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Refuses what can't be done; as with libpq, there is nothing to encrypt on a Unix socket. */
    void checkEncryption(boolean local) {
        String mode = values.getOrDefault("sslmode", "prefer");
        if (OVER_TLS.contains(mode) && !local) {
            throw ServerUrl.refused("asks for sslmode=" + mode + ", but dayfly can't yet speak TLS to servers;"
                    + " use sslmode=prefer over a network that you trust");
        }
        if (!IN_CLEAR.contains(mode) && !OVER_TLS.contains(mode)) {
            throw ServerUrl.refused("has an sslmode that PostgreSQL does not know; write disable, allow or prefer");
        }
    }
}
