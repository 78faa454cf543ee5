package org.dayfly.config.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters after the {@code ?} of a server's URL, by name: {@code host}, {@code port}, {@code sslmode} and
 * {@code sslrootcert}.
 *
 * @param values the values, decoded
 */
record ServerParameters(Map<String, String> values) {
    private static final Set<String> KNOWN = Set.of("host", "port", "sslmode", "sslrootcert");

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

    /** The value of a parameter. Empty if the parameter is not in the URL. */
    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
