package org.dayfly.config.file;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.dayfly.config.value.SettingsException;

/**
 * A group whose names must have a form.
 *
 * @param above the group that this group is in
 * @param group the name of this group
 * @param example a name for {@link #sample}
 * @param form the form of the names
 * @param refusal the end of the sentence about a name that does not have the form
 */
record CheckedNames(String above, String group, String example, Pattern form, String refusal) implements OpenGroup {
    /** Limits for keys with the same prefix. Operators choose the prefixes. */
    static final CheckedNames KEY_PREFIXES = new CheckedNames(
            "limits",
            "key-prefixes",
            "PREFIX",
            Pattern.compile("[a-z0-9_-]{1,48}"),
            "which no key begins with; write 1 to 48 of a-z 0-9 _ -");

    /** Installations of PostgreSQL by their major version. */
    static final CheckedNames VERSIONS = new CheckedNames(
            "embedded",
            "versions",
            "16",
            Pattern.compile("\\d{1,3}"),
            "which is no major version; write it as in { 16 = \"/usr/lib/postgresql/16\" }");

    @Override
    public String key() {
        return above + "." + group;
    }

    @Override
    public String sample() {
        return key() + "." + example;
    }

    @Override
    public String path(String origin, String rest) {
        return ConfigUtil.joinPath(above, group, checked(origin, rest));
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
        ConfigObject names = WrittenKeys.group(key(), value);
        for (Map.Entry<String, ConfigValue> entry : WrittenKeys.inOrder(names)) {
            checked(Origin.of(entry.getValue()), entry.getKey());
            WrittenKeys.refuseNull(key() + "." + entry.getKey(), entry.getValue());
        }
        return names;
    }

    private String checked(String origin, String name) {
        if (!form.matcher(name).matches()) {
            throw new SettingsException(origin + ": " + key() + " holds \"" + name + "\", " + refusal);
        }
        return name;
    }
}
