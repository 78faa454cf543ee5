package org.dayfly.config.file;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.dayfly.config.value.SettingsException;

/**
 * Reads settings from the environment and the command line.
 *
 * <p>A value is taken literally. A list may be in HOCON's brackets. After {@code --set}, a group may be in braces and a
 * value may be in double quotes, as in a file.
 */
final class Overrides {
    /** The variable with the options for Java, which the launcher of the archive reads. */
    private static final String OPTIONS_OF_JAVA = "DAYFLY_JAVA_OPTS";

    /**
     * Variables that Kubernetes sets in every pod for each service whose name is dayfly or begins with {@code dayfly-}:
     * DAYFLY_SERVICE_HOST, DAYFLY_WEB_PORT=tcp://10.0.0.1:80 and similar. No operator wrote them, so dayfly ignores
     * them.
     *
     * @see <a href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Kubernetes,
     *     Service, environment variables</a>
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("DAYFLY_(\\w+_)?(SERVICE_HOST=.*|SERVICE_PORT(_\\w+)?=.*"
                    + "|PORT=(tcp|udp|sctp)://.*|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?=.*)");

    private static final String FLAG = "--set";

    private final Keys keys;

    Overrides(Keys keys) {
        this.keys = keys;
    }

    Config fromEnvironment(Map<String, String> environment) {
        Config all = ConfigFactory.empty();
        for (Map.Entry<String, String> each : new TreeMap<>(environment).entrySet()) {
            String variable = each.getKey();
            if (!isMeantForSomethingElse(variable, each.getValue())) {
                Config known = keys.pathOfVariable(variable)
                        .map(path -> one(path, each.getValue(), variable))
                        .orElseGet(ConfigFactory::empty);
                all = known.withFallback(all);
            }
        }
        return all;
    }

    /** Reads flags in their order. If two flags have the same key, the last one wins. */
    Config fromFlags(List<String> flags) {
        Config all = ConfigFactory.empty();
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            if (equals < 1) {
                throw new SettingsException("--set takes key=value, as in --set databases.ttl=2h");
            }
            all = flag(flag.substring(0, equals).strip(), flag.substring(equals + 1))
                    .withFallback(all);
        }
        return all;
    }

    private Config flag(String key, String value) {
        String text = value.strip();
        if (text.startsWith("{") && (keys.isGroup(key) || keys.open(key).isPresent())) {
            ConfigObject written = Hocon.value(FLAG, key, text).atPath(key).root();
            return new WrittenKeys(keys).checked(written).toConfig();
        }
        String path = keys.path(key);
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? Hocon.value(FLAG, key, text).atPath(path) : one(path, value, FLAG);
    }

    private static boolean isMeantForSomethingElse(String variable, String value) {
        return variable.equals(SettingsFile.VARIABLE)
                || variable.equals(OPTIONS_OF_JAVA)
                || SERVICE_LINK.matcher(variable + "=" + value).matches();
    }

    private static Config one(String path, String value, String origin) {
        return ConfigValueFactory.fromAnyRef(value, origin).atPath(path);
    }
}
