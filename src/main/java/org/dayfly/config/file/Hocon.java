package org.dayfly.config.file;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import org.dayfly.config.value.SettingsException;

/**
 * Reads values in HOCON that are not in a file: after {@code --set} or in an environment variable.
 *
 * @see <a href="https://github.com/lightbend/config/blob/main/HOCON.md">HOCON</a>
 */
final class Hocon {
    private Hocon() {}

    /**
     * Reads a list in brackets, a group in braces or a string in double quotes.
     *
     * @param origin the place where the value was written, for an error
     * @param key the key, for an error
     * @throws SettingsException if the text is not HOCON; the message does not quote the text, which may be secret
     */
    static ConfigValue value(String origin, String key, String text) {
        try {
            Config read = ConfigFactory.parseString(
                    "it = " + text, ConfigParseOptions.defaults().setOriginDescription(origin));
            if (read.root().size() == 1 && read.isResolved()) {
                return read.getValue("it");
            }
        } catch (ConfigException e) {
            // The exception below tells the error. The library's message quotes the text around the error.
        }
        throw new SettingsException(origin + ": " + key + " can't be read as HOCON; put strings in double quotes,"
                + " close every bracket, and write no ${NAME} here");
    }
}
