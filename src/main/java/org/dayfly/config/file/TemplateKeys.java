package org.dayfly.config.file;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.dayfly.config.value.SettingsException;

/**
 * The group of templates. Operators choose the names, in which upper case counts as lower case.
 *
 * <p>Each template has a few known keys.
 */
final class TemplateKeys implements OpenGroup {
    static final String KEY = "templates";

    private static final List<String> PARTS = List.of("init", "extensions", "ttl", "idle");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,48}");

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public String sample() {
        return KEY + ".NAME.init";
    }

    @Override
    public String path(String origin, String rest) {
        int dot = rest.indexOf('.');
        String name = named(origin, dot < 0 ? rest : rest.substring(0, dot));
        if (dot < 0) {
            throw new SettingsException(origin + ": " + KEY + "." + rest + " is a group of keys; write "
                    + keys(name).get(0) + "=value");
        }
        String part = rest.substring(dot + 1);
        checkPart(origin, name, part);
        return ConfigUtil.joinPath(KEY, name, part);
    }

    /** A template's name may have underscores, as the variable has between words. So only the last word is the key. */
    @Override
    public String pathOfVariable(String variable, String rest) {
        String words = rest.toLowerCase(Locale.ROOT);
        for (String part : PARTS) {
            if (words.endsWith("_" + part)) {
                String name = words.substring(0, words.length() - part.length() - 1);
                return ConfigUtil.joinPath(KEY, named(variable, name), part);
            }
        }
        String above = rest.contains("_") ? variable.substring(0, variable.lastIndexOf('_')) : variable;
        List<String> known = PARTS.stream()
                .map(part -> above + "_" + part.toUpperCase(Locale.ROOT))
                .toList();
        throw Keys.unknown("the variable " + variable, variable, known);
    }

    @Override
    public List<String> near(String key) {
        String[] words = key.split("\\.", -1);
        return words.length < 3 ? List.of() : keys(words[1]);
    }

    @Override
    public ConfigValue checked(ConfigValue value) {
        ConfigObject group = WrittenKeys.group(KEY, value);
        ConfigObject checked = group;
        Map<String, String> written = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> entry : WrittenKeys.inOrder(group)) {
            String origin = Origin.of(entry.getValue());
            String name = named(origin, entry.getKey());
            String twin = written.put(name, entry.getKey());
            if (twin != null) {
                throw new SettingsException(origin + ": " + KEY + "." + entry.getKey() + " and " + KEY + "." + twin
                        + " are the same, as upper case counts as lower; give one of them another name");
            }
            checkTemplate(name, entry.getValue());
            checked = checked.withoutKey(entry.getKey()).withValue(name, entry.getValue());
        }
        return checked;
    }

    private static void checkTemplate(String name, ConfigValue value) {
        String key = KEY + "." + name;
        WrittenKeys.refuseNull(key, value);
        for (Map.Entry<String, ConfigValue> entry : WrittenKeys.inOrder(WrittenKeys.group(key, value))) {
            checkPart(Origin.of(entry.getValue()), name, entry.getKey());
            WrittenKeys.refuseNull(key + "." + entry.getKey(), entry.getValue());
        }
    }

    private static void checkPart(String origin, String name, String part) {
        if (!PARTS.contains(part)) {
            String key = KEY + "." + name + "." + part;
            throw Keys.unknown(origin + ": " + key, key, keys(name));
        }
    }

    private static String named(String origin, String written) {
        String name = written.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw new SettingsException(origin + ": " + KEY + " holds \"" + written
                    + "\", which can't be a template's name; write 1 to 48 of a-z 0-9 _ -");
        }
        return name;
    }

    private static List<String> keys(String name) {
        return PARTS.stream().map(part -> KEY + "." + name + "." + part).toList();
    }
}
