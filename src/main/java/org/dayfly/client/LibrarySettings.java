package org.dayfly.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.dayfly.config.value.HostPort;
import org.dayfly.machine.MachineException;
import org.dayfly.machine.StateDirectory;
import org.dayfly.machine.SystemFamily;

/**
 * The settings of the library. Each is a system property, or a line of {@code junit-platform.properties} on the class
 * path.
 *
 * <ul>
 *   <li>{@code dayfly.autostart}: whether JUnit's listener finds or starts dayfly before the first test; true
 *   <li>{@code dayfly.host}: where dayfly listens; 127.0.0.1. On another host, dayfly is not started
 *   <li>{@code dayfly.port}: the port of dayfly; 6432
 *   <li>{@code dayfly.directory}: the state folder of a dayfly that is started; the user's usual one
 *   <li>{@code dayfly.config}: a file with settings, as proxy.conf, for a dayfly that is started; none
 * </ul>
 */
final class LibrarySettings {
    static final String AUTOSTART = "dayfly.autostart";
    static final String HOST = "dayfly.host";
    static final String PORT = "dayfly.port";
    static final String DIRECTORY = "dayfly.directory";
    static final String CONFIG = "dayfly.config";

    private static final String FILE = "junit-platform.properties";
    private static final int USUAL_PORT = 6432;

    private final Map<?, ?> properties;
    private final Properties file;

    private LibrarySettings(Map<?, ?> properties, Properties file) {
        this.properties = properties;
        this.file = file;
    }

    /** Reads the system properties, and the file on the class path. */
    static LibrarySettings read() {
        Properties file = new Properties();
        URL resource = ClassPath.find(FILE);
        if (resource != null) {
            try (InputStream in = resource.openStream()) {
                file.load(in);
            } catch (IOException | IllegalArgumentException e) {
                // JUnit reads the file too, and tells what is wrong with it.
                file.clear();
            }
        }
        return of(System.getProperties(), file);
    }

    static LibrarySettings of(Map<?, ?> properties, Properties file) {
        return new LibrarySettings(properties, file);
    }

    private Optional<String> text(String name) {
        Object value = properties.get(name);
        return Optional.ofNullable(value == null ? file.getProperty(name) : value.toString())
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /**
     * Whether JUnit's listener finds or starts dayfly.
     *
     * @throws MachineException if the value is neither true nor false
     */
    boolean isAutostart() {
        String value = text(AUTOSTART).orElse("true");
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new MachineException(AUTOSTART + " is \"" + value + "\"; write true or false");
        }
        return Boolean.parseBoolean(value);
    }

    /**
     * Where dayfly listens.
     *
     * @throws MachineException if the values are no host and port
     */
    HostPort place() {
        String host = text(HOST).orElse("127.0.0.1");
        String port = text(PORT).orElse(String.valueOf(USUAL_PORT));
        return HostPort.parse((host.contains(":") ? "[" + host + "]" : host) + ":" + port)
                .filter(place -> place.port() > 0 && !place.isWildcard())
                .orElseThrow(() -> new MachineException(HOST + " and " + PORT + " are \"" + host + "\" and \"" + port
                        + "\"; write a host and a port, as in 127.0.0.1 and 6432"));
    }

    /** The state folder of a dayfly that is started. */
    StateDirectory state() {
        return text(DIRECTORY)
                .map(folder ->
                        new StateDirectory(Path.of(folder).toAbsolutePath().normalize()))
                .orElseGet(() -> StateDirectory.customary(SystemFamily.here(), System.getenv()));
    }

    /** The options of the command line for a dayfly that is started. */
    List<String> options(HostPort place) {
        List<String> options = new ArrayList<>();
        text(CONFIG)
                .ifPresent(config -> options.addAll(
                        List.of("--config", Path.of(config).toAbsolutePath().toString())));
        if (place.port() != USUAL_PORT) {
            options.addAll(List.of("--set", "listen=" + place));
        }
        text(DIRECTORY)
                .ifPresent(folder -> options.addAll(List.of("--set", "embedded.directory=\"" + state().path() + "\"")));
        return options;
    }

    /** A message that names options of dayfly's command line, with the settings of the library in their place. */
    static String named(String message) {
        return message.replace(StateDirectory.CHOICE, "-D" + DIRECTORY + "=FOLDER")
                .replace("--set listen=HOST:PORT", "-D" + PORT + "=PORT");
    }
}
