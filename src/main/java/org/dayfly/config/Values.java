package org.dayfly.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Values by key, each as the type that is asked for; a value of another is refused, and quoted only if it is no secret. */
final class Values {
    private static final Map<String, Boolean> FLAGS =
            Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);

    private final Config config;

    Values(Config config) {
        this.config = config;
    }

    /** A value that may be secret, or any other text. */
    String text(String key) {
        return scalar(key, config.getValue(key));
    }

    /** The text, unless it is empty. */
    Optional<String> textIfAny(String key) {
        return Optional.of(text(key)).filter(text -> !text.isEmpty());
    }

    /** A list; in the environment and after --set it is written with commas. */
    List<String> texts(String key) {
        ConfigValue value = config.getValue(key);
        if (value instanceof ConfigList list) {
            return list.stream().map(each -> scalar(key, each)).toList();
        }
        return Arrays.stream(scalar(key, value).split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** Names that are not ours, where a dot is part of the name. */
    Map<String, String> textsByName(String key) {
        if (!(config.getValue(key) instanceof ConfigObject group)) {
            throw refused(key, config.getValue(key), "is no group; write it as in { work_mem = 16MB }");
        }
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> each : group.toConfig().entrySet()) {
            String name = String.join(".", ConfigUtil.splitPath(each.getKey()));
            texts.put(name, scalar(key + "." + name, each.getValue()));
        }
        return texts;
    }

    boolean flag(String key) {
        return parsed(
                key, text -> Optional.ofNullable(FLAGS.get(text.toLowerCase(Locale.ROOT))), "write true or false");
    }

    int number(String key) {
        return parsed(key, Values::wholeNumber, "write a whole number of at most " + Integer.MAX_VALUE);
    }

    Duration duration(String key) {
        return parsed(
                key,
                DurationText::parseSetting,
                "write a time of at most 36500 d with its unit, as in 90s, 30min or 2h");
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

    private <T> T parsed(String key, Function<String, Optional<T>> parser, String step) {
        String text = text(key);
        return parser.apply(text.strip())
                .orElseThrow(() -> refused(key, config.getValue(key), "is \"" + text + "\"; " + step));
    }

    private static String scalar(String key, ConfigValue value) {
        return switch (value.valueType()) {
            // As it was written: 0123 may be a password.
            case STRING, NUMBER, BOOLEAN -> value.atKey("it").getString("it");
            case LIST -> throw refused(key, value, "holds a list; write one value, in double quotes");
            case OBJECT -> throw refused(key, value, "holds a group; write one value, in double quotes");
            case NULL -> throw refused(key, value, "holds a null; leave that out");
        };
    }

    private static Optional<Integer> wholeNumber(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static SettingsException refused(String key, ConfigValue value, String why) {
        return new SettingsException(Origin.of(value) + ": " + key + " " + why);
    }
}
