package org.dayfly.config.file;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.dayfly.config.value.SettingsException;

/** Installations of PostgreSQL by their major version. */
final class VersionHomes implements OpenGroup {
    static final String KEY = "embedded.versions";

    private static final Pattern MAJOR = Pattern.compile("\\d{1,3}");

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public String sample() {
        return KEY + ".16";
    }

    @Override
    public String path(String origin, String rest) {
        return ConfigUtil.joinPath("embedded", "versions", checked(origin, rest));
    }

    @Override
    public String pathOfVariable(String variable, String rest) {
        return path("the variable " + variable, rest);
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

    private static String checked(String origin, String version) {
        if (!MAJOR.matcher(version).matches()) {
            throw new SettingsException(origin + ": " + KEY + " holds \"" + version
                    + "\", which is no major version; write it as in { 16 = \"/usr/lib/postgresql/16\" }");
        }
        return version;
    }
}
