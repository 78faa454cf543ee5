package org.dayfly.config.file;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.value.SettingsException;

/** Checks all keys of a file, down to the keys that hold a value. The first error of the file is reported first. */
final class WrittenKeys {
    private final Keys keys;

    WrittenKeys(Keys keys) {
        this.keys = keys;
    }

    /** The same file, with the names in open groups in dayfly's spelling. */
    ConfigObject checked(ConfigObject file) {
        return checked("", file);
    }

    private ConfigObject checked(String above, ConfigObject group) {
        ConfigObject checked = group;
        for (Map.Entry<String, ConfigValue> entry : inOrder(group)) {
            checked = checked.withValue(entry.getKey(), checked(above + entry.getKey(), entry.getValue()));
        }
        return checked;
    }

    private ConfigValue checked(String key, ConfigValue value) {
        refuseNull(key, value);
        Optional<OpenGroup> open = keys.open(key);
        if (open.isPresent()) {
            return open.get().checked(value);
        }
        if (keys.isKey(key)) {
            return value;
        }
        if (!keys.isGroup(key)) {
            String leaf = firstLeaf(key, value);
            throw keys.unknown(Origin.of(value) + ": " + leaf, leaf);
        }
        return checked(key + ".", group(key, value));
    }

    static ConfigObject group(String key, ConfigValue value) {
        if (value instanceof ConfigObject group) {
            return group;
        }
        throw new SettingsException(
                Origin.of(value) + ": " + key + " is a group of keys; write " + key + " { key = value }");
    }

    static void refuseNull(String key, ConfigValue value) {
        if (value.valueType() == ConfigValueType.NULL) {
            throw new SettingsException(Origin.of(value) + ": " + key + " is null; leave it out to have its default");
        }
    }

    static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject group) {
        List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(group.entrySet());
        entries.sort((one, other) -> Integer.compare(
                one.getValue().origin().lineNumber(), other.getValue().origin().lineNumber()));
        return entries;
    }

    /**
     * The first key in an unknown group. With this key the operator recognises the error better than with the group
     * alone.
     */
    private static String firstLeaf(String key, ConfigValue value) {
        if (!(value instanceof ConfigObject group) || group.isEmpty()) {
            return key;
        }
        Map.Entry<String, ConfigValue> first = inOrder(group).get(0);
        return firstLeaf(key + "." + first.getKey(), first.getValue());
    }
}
