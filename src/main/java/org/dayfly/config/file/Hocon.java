package org.dayfly.config.file;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import org.dayfly.config.value.SettingsException;

/**
 * Values written in HOCON outside of a file: after {@code --set} or in a variable of the environment.
 *
 * @see <a href="https://github.com/lightbend/config/blob/main/HOCON.md">HOCON</a>
 */
final class Hocon {
    private Hocon() {}

    /**
     * Reads a list in brackets, a group in braces or a string in double quotes.
     *
     * @param origin where it was written, for an error
     * @param key for an error
     * @throws SettingsException where it is not HOCON; what it holds is not quoted, as it may be secret
     */
    static ConfigValue value(String origin, String key, String text) {
        try {
            Config read = ConfigFactory.parseString(
                    "it = " + text, ConfigParseOptions.defaults().setOriginDescription(origin));
            if (read.root().size() == 1 && read.isResolved()) {
                return read.getValue("it");
            }
        } catch (ConfigException e) {
            // Told below: what the library says quotes the text around the mistake.
        }
        throw new SettingsException(origin + ": " + key + " can't be read as HOCON; put strings in double quotes,"
                + " close every bracket, and write no ${NAME} here");
    }
}
