package org.dayfly.config.file;

import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Locale;

/** Settings of the embedded server. Each name is PostgreSQL's own name, and may have a dot. */
final class PostgresNames implements OpenGroup {
    static final String KEY = "embedded.settings";

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public String sample() {
        return KEY + ".NAME";
    }

    @Override
    public String path(String origin, String rest) {
        return ConfigUtil.joinPath("embedded", "settings", rest);
    }

    @Override
    public String pathOfVariable(String variable, String rest) {
        return path(variable, rest.toLowerCase(Locale.ROOT));
    }

    @Override
    public List<String> near(String key) {
        return List.of();
    }

    @Override
    public ConfigValue checked(ConfigValue group) {
        return group;
    }
}
