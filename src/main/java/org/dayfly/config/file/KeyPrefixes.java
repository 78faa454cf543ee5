package org.dayfly.config.file;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.dayfly.config.value.SettingsException;

/** Limits for keys with the same prefix. Operators choose the prefixes. */
final class KeyPrefixes implements OpenGroup {
    static final String KEY = "limits.key-prefixes";

    private static final Pattern PREFIX = Pattern.compile("[a-z0-9_-]{1,48}");

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public String sample() {
        return KEY + ".PREFIX";
    }

    @Override
    public String path(String origin, String rest) {
        return ConfigUtil.joinPath("limits", "key-prefixes", checked(origin, rest));
    }

    @Override
    public String pathOfVariable(String variable, String rest) {
        return path("the variable " + variable, rest.toLowerCase(Locale.ROOT));
    }

    @Override
    public List<String> near(String key) {
        return List.of();
    }

    @Override
    public ConfigValue checked(ConfigValue value) {
        ConfigObject group = WrittenKeys.group(KEY, value);
        for (Map.Entry<String, ConfigValue> entry : WrittenKeys.inOrder(group)) {
            checked(Origin.of(entry.getValue()), entry.getKey());
            WrittenKeys.refuseNull(KEY + "." + entry.getKey(), entry.getValue());
        }
        return group;
    }

    private static String checked(String origin, String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new SettingsException(origin + ": " + KEY + " holds \"" + prefix
                    + "\", which no key begins with; write 1 to 48 of a-z 0-9 _ -");
        }
        return prefix;
    }
}
