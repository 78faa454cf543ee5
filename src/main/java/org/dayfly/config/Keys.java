package org.dayfly.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys there are, which are those of the defaults; refuses every other, with the nearest. */
final class Keys {
    /** Below it stand names that are PostgreSQL's, not ours. */
    static final String OPEN_GROUP = "embedded.settings";

    private static final String PREFIX = "DAYFLY_";

    /** By variable of the environment. */
    private final SortedMap<String, String> keys = new TreeMap<>();

    Keys(Config defaults) {
        collect("", defaults.root());
    }

    /** Checks a file's keys, down to those that hold a value. */
    void check(ConfigObject group) {
        check("", group);
    }

    /** The path, for the library, of a key as it is written after --set. */
    String path(String key) {
        if (key.startsWith(OPEN_GROUP + ".")) {
            return ConfigUtil.joinPath("embedded", "settings", key.substring(OPEN_GROUP.length() + 1));
        }
        if (key.equals(OPEN_GROUP)) {
            throw new SettingsException("--set: " + key + " is a group of keys; write " + key + ".NAME=value");
        }
        if (!keys.containsValue(key)) {
            throw unknown("--set: " + key, key, keys.values());
        }
        return key;
    }

    /** The path of the key that a variable stands for; empty if the variable is not one of dayfly's. */
    Optional<String> pathOfVariable(String variable) {
        String open = variable(OPEN_GROUP) + "_";
        if (variable.startsWith(open)) {
            String name = variable.substring(open.length()).toLowerCase(Locale.ROOT);
            return Optional.of(ConfigUtil.joinPath("embedded", "settings", name));
        }
        if (!variable.startsWith(PREFIX)) {
            return Optional.empty();
        }
        if (variable.equals(variable(OPEN_GROUP))) {
            throw new SettingsException(
                    "the variable " + variable + " is a group of keys; write " + variable + "_NAME=value");
        }
        String key = keys.get(variable);
        if (key == null) {
            throw unknown("the variable " + variable, variable, keys.keySet());
        }
        return Optional.of(key);
    }

    private void collect(String above, ConfigObject group) {
        for (Map.Entry<String, ConfigValue> entry : group.entrySet()) {
            String key = above + entry.getKey();
            if (entry.getValue() instanceof ConfigObject inner && !key.equals(OPEN_GROUP)) {
                collect(key + ".", inner);
            } else {
                keys.put(variable(key), key);
            }
        }
    }

    private void check(String above, ConfigObject group) {
        for (Map.Entry<String, ConfigValue> entry : inOrder(group)) {
            String key = above + entry.getKey();
            ConfigValue value = entry.getValue();
            if (value.valueType() == ConfigValueType.NULL) {
                throw new SettingsException(
                        Origin.of(value) + ": " + key + " is null; leave it out to have its default");
            }
            if (!keys.containsValue(key)) {
                checkGroup(key, value);
            }
        }
    }

    private void checkGroup(String key, ConfigValue value) {
        if (keys.values().stream().noneMatch(known -> known.startsWith(key + "."))) {
            String leaf = firstLeaf(key, value);
            throw unknown(Origin.of(value) + ": " + leaf, leaf, keys.values());
        }
        if (!(value instanceof ConfigObject group)) {
            throw new SettingsException(
                    Origin.of(value) + ": " + key + " is a group of keys; write " + key + " { key = value }");
        }
        check(key + ".", group);
    }

    /** The first mistake of the file is told first. */
    private static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject group) {
        List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(group.entrySet());
        entries.sort((one, other) -> Integer.compare(
                one.getValue().origin().lineNumber(), other.getValue().origin().lineNumber()));
        return entries;
    }

    /** A key in an unknown group tells more of what was meant than the group alone. */
    private static String firstLeaf(String key, ConfigValue value) {
        if (!(value instanceof ConfigObject group) || group.isEmpty()) {
            return key;
        }
        Map.Entry<String, ConfigValue> first = inOrder(group).get(0);
        return firstLeaf(key + "." + first.getKey(), first.getValue());
    }

    private static SettingsException unknown(String what, String name, Collection<String> known) {
        return new SettingsException(what + " is no key of dayfly; did you mean " + Nearest.to(name, known) + "?");
    }

    private static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }
}
