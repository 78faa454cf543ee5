package org.dayfly.config.file;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dayfly.config.value.SettingsException;

/**
 * The known keys, which are the keys of the defaults. Every other key is refused, and the error suggests the nearest
 * key.
 */
final class Keys {
    private static final List<OpenGroup> OPEN =
            List.of(new PostgresNames(), CheckedNames.VERSIONS, new TemplateKeys(), CheckedNames.KEY_PREFIXES);

    private static final String PREFIX = "DAYFLY_";

    /** Keys by their environment variable. An open group counts as one key. */
    private final SortedMap<String, String> keys = new TreeMap<>();

    Keys(Config defaults) {
        collect("", defaults.root());
    }

    boolean isKey(String key) {
        return keys.containsValue(key);
    }

    boolean isGroup(String key) {
        return keys.values().stream().anyMatch(known -> known.startsWith(key + "."));
    }

    /** The open group with this key. */
    Optional<OpenGroup> open(String key) {
        return OPEN.stream().filter(group -> key.equals(group.key())).findAny();
    }

    /** The library's path for a key that was given with --set. */
    String path(String key) {
        for (OpenGroup group : OPEN) {
            if (key.equals(group.key())) {
                throw new SettingsException(
                        "--set: " + key + " is a group of keys; write " + group.sample() + "=value");
            }
            if (key.startsWith(group.key() + ".")) {
                return group.path("--set", key.substring(group.key().length() + 1));
            }
        }
        if (!isKey(key)) {
            throw unknown("--set: " + key, key);
        }
        return key;
    }

    /** The library's path for the key of an environment variable. Empty if the variable is not one of dayfly's. */
    Optional<String> pathOfVariable(String variable) {
        if (!variable.startsWith(PREFIX)) {
            return Optional.empty();
        }
        for (OpenGroup group : OPEN) {
            String open = variable(group.key());
            if (variable.equals(open)) {
                throw new SettingsException("the variable " + variable + " is a group of keys; write "
                        + variable(group.sample()) + "=value");
            }
            if (variable.startsWith(open + "_")) {
                return Optional.of(group.pathOfVariable(variable, variable.substring(open.length() + 1)));
            }
        }
        String key = keys.get(variable);
        if (key == null) {
            throw unknown("the variable " + variable, variable, keys.keySet());
        }
        return Optional.of(key);
    }

    SettingsException unknown(String what, String key) {
        Stream<String> named = OPEN.stream().flatMap(group -> group.near(key).stream());
        return unknown(what, key, Stream.concat(keys.values().stream(), named).toList());
    }

    static SettingsException unknown(String what, String name, Collection<String> known) {
        return new SettingsException(what + " is no key of dayfly; did you mean " + Nearest.to(name, known) + "?");
    }

    private void collect(String above, ConfigObject group) {
        for (Map.Entry<String, ConfigValue> entry : group.entrySet()) {
            String key = above + entry.getKey();
            if (entry.getValue() instanceof ConfigObject inner && open(key).isEmpty()) {
                collect(key + ".", inner);
            } else {
                keys.put(variable(key), key);
            }
        }
    }

    private static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }
}
