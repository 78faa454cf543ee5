package org.dayfly.config.file;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dayfly.config.value.SettingsException;

/** One value and its key; a value of the wrong kind is refused, and quoted only if it is no secret. */
record Value(String key, ConfigValue value) {
    /** A value that may be secret, or any other text. */
    String text() {
        return switch (value.valueType()) {
            // As it was written: 0123 may be a password.
            case STRING, NUMBER, BOOLEAN -> value.atKey("it").getString("it");
            case LIST -> throw refused("holds a list; write one value, in double quotes");
            case OBJECT -> throw refused("holds a group; write one value, in double quotes");
            case NULL -> throw refused("holds a null; leave that out");
        };
    }

    <T> T parsed(Function<String, Optional<T>> parser, String step) {
        String text = text();
        return parser.apply(text.strip()).orElseThrow(() -> refused("is \"" + text + "\"; " + step));
    }

    /** A list; in the environment and after --set commas will do instead of HOCON's brackets. */
    List<Value> items() {
        if (value instanceof ConfigList list) {
            return list.stream().map(item -> new Value(key, placed(item))).toList();
        }
        String text = text().strip();
        if (text.startsWith("[")) {
            return new Value(key, Hocon.value(Origin.of(value), key, text)).items();
        }
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(each -> new Value(key, ConfigValueFactory.fromAnyRef(each).withOrigin(value.origin())))
                .toList();
    }

    /** A file that is there to be read; a relative path starts in the folder of the file that it is written in. */
    Path file() {
        return file("lists");
    }

    /** The same, where the key has one; empty where it has none. */
    Optional<Path> fileIfAny() {
        return text().isEmpty() ? Optional.empty() : Optional.of(file("is"));
    }

    private Path file(String verb) {
        String text = text();
        Path path = path(text, verb);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw refused(verb + " \"" + text + "\", but " + path
                    + " can't be read; give the path of a file that is there and readable");
        }
        return path;
    }

    SettingsException refused(String why) {
        return new SettingsException(Origin.of(value) + ": " + key + " " + why);
    }

    private Path path(String text, String verb) {
        try {
            return Origin.path(value, text);
        } catch (InvalidPathException e) {
            throw refused(verb + " what is no path of this system; give the path of a file");
        }
    }

    /** An item that a ${NAME} is a part of has lost its place in the file, which the list has not. */
    private ConfigValue placed(ConfigValue item) {
        return item.origin().filename() == null ? item.withOrigin(value.origin()) : item;
    }
}
