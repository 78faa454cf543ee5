package org.dayfly.config.file;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dayfly.config.Settings;
import org.dayfly.config.value.SettingsException;

/**
 * Reads the settings from four places: the defaults, a file in HOCON, the environment and flags. The later place wins.
 *
 * @see <a href="https://github.com/lightbend/config/blob/main/HOCON.md">HOCON</a>
 */
public final class SettingsFile {
    /** The variable with the path of the file. This variable is not a setting. */
    public static final String VARIABLE = "DAYFLY_CONFIG";

    private SettingsFile() {}

    /** The settings if an operator sets nothing. */
    public static Settings defaults() {
        return read(Optional.empty(), Map.of(), List.of());
    }

    /**
     * Reads the settings from all four places. The later place wins.
     *
     * @param file a file in HOCON
     * @param environment variables by name; variables that start with DAYFLY_ are settings
     * @param flags each {@code key=value}
     * @throws SettingsException if one of the places can't be read, names an unknown key or has a bad value
     */
    public static Settings read(Optional<Path> file, Map<String, String> environment, List<String> flags) {
        Config defaults = readDefaults();
        Keys keys = new Keys(defaults);
        Config written = file.map(path -> parse(path, environment)).orElseGet(ConfigFactory::empty);
        Config checked = new WrittenKeys(keys).checked(written.root()).toConfig();
        Overrides overrides = new Overrides(keys);
        Config all = overrides
                .fromFlags(flags)
                .withFallback(overrides.fromEnvironment(environment))
                .withFallback(checked)
                .withFallback(defaults);
        return new SettingsReader(new Values(all)).read();
    }

    static Config readDefaults() {
        try (Reader text = new InputStreamReader(
                Objects.requireNonNull(SettingsFile.class.getResourceAsStream("defaults.conf")),
                StandardCharsets.UTF_8)) {
            return ConfigFactory.parseReader(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Config parse(Path file, Map<String, String> environment) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new SettingsException(
                    "can't read the settings file " + file + "; give the path of a file that is there and readable");
        }
        Config variables = ConfigValueFactory.fromMap(environment).toConfig();
        try {
            // The library looks for included files in the folder of this path. A relative path may have no folder.
            Config written = ConfigFactory.parseFile(
                    file.toAbsolutePath().toFile(),
                    ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new Includes(file, null)));
            return written.resolveWith(written.withFallback(variables), ConfigResolveOptions.noSystem());
        } catch (ConfigException.UnresolvedSubstitution e) {
            throw new SettingsException(line(file, e)
                    + " uses a ${NAME} that is no variable of the environment; set the variable, or write "
                    + "${?NAME} if it may be missing");
        } catch (ConfigException.IO e) {
            throw new SettingsException(
                    file + " includes something that can't be read; check the addresses in include url(…)");
        } catch (ConfigException e) {
            // The library's message quotes the text around the error. That text may be a password.
            throw new SettingsException(line(file, e)
                    + " can't be read as HOCON; write key = value, put strings in double quotes and "
                    + "close every bracket");
        }
    }

    private static String line(Path file, ConfigException e) {
        return e.origin() != null && e.origin().lineNumber() > 0
                ? file + ", line " + e.origin().lineNumber()
                : file.toString();
    }
}
