package org.dayfly.config.file;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dayfly.config.value.DurationText;
import org.dayfly.config.value.HostPort;

/** Values by key, each converted to the type that the caller asks for. */
final class Values {
    private static final Map<String, Boolean> FLAGS =
            Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);

    private final Config config;

    /** The text before each key in an error. */
    private final String above;

    Values(Config config) {
        this(config, "");
    }

    private Values(Config config, String above) {
        this.config = config;
        this.above = above;
    }

    Values group(String key) {
        return new Values(config.getConfig(key), above + key + ".");
    }

    /** The groups in a group, by name. */
    Map<String, Values> groups(String key) {
        Values group = group(key);
        Map<String, Values> groups = new TreeMap<>();
        for (String name : config.getObject(key).keySet()) {
            Config inner = group.config.getConfig(ConfigUtil.quoteString(name));
            groups.put(name, new Values(inner, group.above + name + "."));
        }
        return groups;
    }

    /** The value as text. The value may be secret. */
    String text(String key) {
        return value(key).text();
    }

    /** The text. Empty if the text is empty. */
    Optional<String> textIfAny(String key) {
        return Optional.of(text(key)).filter(text -> !text.isEmpty());
    }

    List<String> texts(String key) {
        return value(key).items().stream().map(Value::text).toList();
    }

    /** Whole numbers by names that operators choose. */
    Map<String, Integer> numbersByName(String key) {
        Map<String, Integer> numbers = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> each : config.getObject(key).entrySet()) {
            numbers.put(each.getKey(), new Value(above + key + "." + each.getKey(), each.getValue()).number());
        }
        return numbers;
    }

    /** Texts by names that dayfly does not choose. A dot is part of the name. */
    Map<String, String> textsByName(String key) {
        if (!(config.getValue(key) instanceof ConfigObject group)) {
            throw value(key).refused("is no group; write it as in { work_mem = 16MB }");
        }
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> each : group.toConfig().entrySet()) {
            String name = String.join(".", ConfigUtil.splitPath(each.getKey()));
            texts.put(name, new Value(above + key + "." + name, each.getValue()).text());
        }
        return texts;
    }

    /** The items of a list. Empty if the key is absent. */
    List<Value> items(String key) {
        return config.hasPath(key) ? value(key).items() : List.of();
    }

    /** The file of a key. Empty if the value is empty. */
    Optional<Path> fileIfAny(String key) {
        return value(key).fileIfAny();
    }

    /** The path of a folder, which need not exist. Empty if the value is absent or empty. */
    Optional<Path> folderIfAny(String key) {
        return value(key).folderIfAny();
    }

    /** A folder of programs. Empty if the value is empty. */
    Optional<Path> homeIfAny(String key) {
        return value(key).homeIfAny();
    }

    /** Folders of programs by whole numbers that operators choose. */
    Map<Integer, Path> homesByNumber(String key) {
        Map<Integer, Path> homes = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> each : config.getObject(key).entrySet()) {
            Value value = new Value(above + key + "." + each.getKey(), each.getValue());
            homes.put(
                    Integer.valueOf(each.getKey()),
                    value.homeIfAny().orElseThrow(() -> value.refused("is empty; name a folder or a jar")));
        }
        return homes;
    }

    boolean flag(String key) {
        return parsed(
                key, text -> Optional.ofNullable(FLAGS.get(text.toLowerCase(Locale.ROOT))), "write true or false");
    }

    int number(String key) {
        return value(key).number();
    }

    /** A size in bytes. */
    long size(String key) {
        return parsed(key, Values::bytes, "write a size as in 512MB or \"1 GiB\"");
    }

    private static Optional<Long> bytes(String text) {
        try {
            long bytes = ConfigFactory.parseMap(Map.of("it", text)).getBytes("it");
            return Optional.of(bytes).filter(it -> it >= 0);
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }

    Duration duration(String key) {
        return parsed(
                key,
                DurationText::parseSetting,
                "write a time of at most 36500 d with its unit, as in 90s, 30min or 2h");
    }

    Optional<Duration> durationIfAny(String key) {
        return config.hasPath(key) ? Optional.of(duration(key)) : Optional.empty();
    }

    HostPort place(String key) {
        return parsed(key, HostPort::parse, "write host:port, as in 127.0.0.1:6432, [::1]:6432 or *:6432");
    }

    <E extends Enum<E>> E oneOf(String key, Class<E> words) {
        Map<String, E> byWord = Arrays.stream(words.getEnumConstants())
                .collect(Collectors.toMap(each -> each.name().toLowerCase(Locale.ROOT), Function.identity()));
        String step = "write "
                + Arrays.stream(words.getEnumConstants())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
        return parsed(key, text -> Optional.ofNullable(byWord.get(text.toLowerCase(Locale.ROOT))), step);
    }

    private Value value(String key) {
        return new Value(above + key, config.getValue(key));
    }

    <T> T parsed(String key, Function<String, Optional<T>> parser, String step) {
        return value(key).parsed(parser, step);
    }
}
