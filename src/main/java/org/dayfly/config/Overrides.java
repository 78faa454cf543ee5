package org.dayfly.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Settings from the environment and the command line, where every value is taken as the text it is. */
final class Overrides {
    /**
     * What Kubernetes puts into every pod beside a service that is called dayfly: DAYFLY_SERVICE_HOST,
     * DAYFLY_PORT=tcp://10.0.0.1:6432 and the like. Nobody set them, so nobody is to be scolded.
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("DAYFLY_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_.*)=.*|DAYFLY_PORT=(tcp|udp)://.*");

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

    /** Of two flags for the same key the last one wins. */
    Config fromFlags(List<String> flags) {
        Config all = ConfigFactory.empty();
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            if (equals < 1) {
                throw new SettingsException("--set takes key=value, as in --set databases.ttl=2h");
            }
            String path = keys.path(flag.substring(0, equals).strip());
            all = one(path, flag.substring(equals + 1), "--set").withFallback(all);
        }
        return all;
    }

    private static boolean isMeantForSomethingElse(String variable, String value) {
        return variable.equals(SettingsFile.VARIABLE)
                || SERVICE_LINK.matcher(variable + "=" + value).matches();
    }

    private static Config one(String path, String value, String origin) {
        return ConfigValueFactory.fromAnyRef(value, origin).atPath(path);
    }
}
