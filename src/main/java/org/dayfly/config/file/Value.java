package org.dayfly.config.file;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dayfly.config.value.PathText;
import org.dayfly.config.value.SettingsException;

/** One value and its key. A value of the wrong type is refused. The error quotes the value only if it is not secret. */
record Value(String key, ConfigValue value) {
    private static final String WHOLE_NUMBER = "write a whole number of at most " + Integer.MAX_VALUE;

    /** The value as text. The value may be secret. */
    String text() {
        return switch (value.valueType()) {
            // The text as it was written, because 0123 may be a password.
            case STRING, NUMBER, BOOLEAN -> value.atKey("it").getString("it");
            case LIST -> throw refused("holds a list; write one value, in double quotes");
            case OBJECT -> throw refused("holds a group; write one value, in double quotes");
            case NULL -> throw refused("holds a null; remove the null");
        };
    }

    /** The value as a whole number. */
    int number() {
        return parsed(Value::wholeNumber, WHOLE_NUMBER);
    }

    private static Optional<Integer> wholeNumber(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The value of a key in the group that this value is. */
    Value part(String name, ConfigValue part) {
        return new Value(key + "." + name, placed(part));
    }

    /** The place where the value was written, for an error. */
    String origin() {
        return Origin.of(value);
    }

    <T> T parsed(Function<String, Optional<T>> parser, String step) {
        String text = text();
        return parser.apply(text.strip()).orElseThrow(() -> refused("is \"" + text + "\"; " + step));
    }

    /**
     * The items of a list. In the environment and after --set, commas may separate them instead of HOCON's brackets.
     */
    List<Value> items() {
        if (value instanceof ConfigList list) {
            return list.stream().map(item -> new Value(key, placed(item))).toList();
        }
        if (value.valueType() == ConfigValueType.OBJECT) {
            throw refused("holds a group; write a list, in brackets");
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

    /** A file that exists and can be read. A relative path starts in the folder of the file that names it. */
    Path file() {
        return file("lists");
    }

    /** A file that exists and can be read. Empty if the value is empty. */
    Optional<Path> fileIfAny() {
        return text().isEmpty() ? Optional.empty() : Optional.of(file("is"));
    }

    /** The path of a folder. Empty if the text is empty. */
    Optional<Path> folderIfAny() {
        return Optional.of(text()).filter(text -> !text.isEmpty()).map(this::path);
    }

    /** A folder of programs. A relative path starts in the folder of the settings file. Empty if the text is empty. */
    Optional<Path> homeIfAny() {
        return Optional.of(text()).filter(text -> !text.isEmpty()).map(text -> Origin.path(value, path(text)));
    }

    private Path file(String verb) {
        String text = text();
        Path path = Origin.path(value, path(text));
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw refused(verb + " \"" + text + "\", but " + path
                    + " can't be read; give the path of a file that is there and readable");
        }
        return path;
    }

    SettingsException refused(String why) {
        return new SettingsException(origin() + ": " + key + " " + why);
    }

    /** The path that the text names, as it was written. */
    Path path(String text) {
        return PathText.read(text, this::refused);
    }

    /** An item with a ${NAME} in it has lost its place in the file. The place of the list is used instead. */
    private ConfigValue placed(ConfigValue item) {
        return item.origin().filename() == null ? item.withOrigin(value.origin()) : item;
    }
}
