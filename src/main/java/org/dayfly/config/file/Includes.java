package org.dayfly.config.file;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.dayfly.config.value.PathText;
import org.dayfly.config.value.SettingsException;
import org.jspecify.annotations.Nullable;

/**
 * Includes other files, as HOCON says. Only a file that is not required may be missing.
 *
 * <p>The library ignores each file that it can't read. Here an error names the file.
 *
 * @param root the settings file, for an error
 * @param library the library's own includer; null until the library gives it
 * @see <a href="https://github.com/lightbend/config/blob/main/HOCON.md#includes">HOCON, Includes</a>
 */
record Includes(Path root, @Nullable ConfigIncluder library) implements ConfigIncluder, ConfigIncluderFile {
    /** HOCON adds one of these endings to a name without an ending. */
    private static final List<String> ENDINGS = List.of("", ".conf", ".json", ".properties");

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return new Includes(root, fallback);
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String name) {
        Path written = PathText.read(name, why -> refused(name, why));
        Optional<Path> path = folder(context).map(folder -> folder.resolve(written));
        path.ifPresent(it -> refuseUnreadable(name, it));
        ConfigIncluder its = Objects.requireNonNull(library);
        return included(name, path.orElse(written), () -> its.include(context, name));
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File file) {
        String name = file.getPath();
        Path path = PathText.read(name, why -> refused(name, why)).toAbsolutePath();
        refuseUnreadable(name, path);
        ConfigIncluderFile its = (ConfigIncluderFile) Objects.requireNonNull(library);
        return included(name, path, () -> its.includeFile(context, file));
    }

    private ConfigObject included(String name, Path path, Supplier<ConfigObject> read) {
        try {
            return read.get();
        } catch (ConfigException.IO e) {
            throw unreadable(name, path);
        }
    }

    private void refuseUnreadable(String name, Path path) {
        for (String ending : ENDINGS) {
            Path file = path.resolveSibling(path.getFileName() + ending);
            boolean isFolder = Files.isDirectory(file);
            if (!isFolder && !Files.notExists(file) && !Files.isReadable(file)) {
                throw unreadable(name, file);
            }
            if (isFolder && ENDINGS.stream().anyMatch(it -> !it.isEmpty() && name.endsWith(it))) {
                throw unreadable(name, file);
            }
        }
    }

    /** The folder of the file with the include. Empty if the include is not in a file. */
    private static Optional<Path> folder(ConfigIncludeContext context) {
        ConfigParseable folder = context.relativeTo(".");
        return Optional.ofNullable(folder)
                .map(it -> it.origin().filename())
                .map(name -> Path.of(name).normalize());
    }

    private SettingsException unreadable(String name, Path path) {
        return refused(
                name,
                "can't be read from " + path.normalize() + "; give the path of a file that is there and readable");
    }

    private SettingsException refused(String name, String why) {
        return new SettingsException(root + ": include \"" + name + "\" " + why);
    }
}
