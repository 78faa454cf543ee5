package org.dayfly.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dayfly.bench.stage.Program;

/** The machine, the versions and the options of a run, one a line. */
final class Setting {
    private Setting() {}

    static String of(Run run) throws Exception {
        Options options = run.options();
        return String.join(
                "\n",
                machine(),
                "JDK " + Runtime.version() + ", " + version("pgbench") + ", " + version("pgbouncer") + ", "
                        + version("haproxy", "-v"),
                run.server().setting(),
                "rounds: " + options.rounds() + (options.quick() ? " (quick: too few to conclude from)" : "")
                        + "; all clients, dayfly, the other proxies and the server share the machine, over loopback; "
                        + "proxies reach the server by "
                        + options.backend().name().toLowerCase(Locale.ROOT),
                "");
    }

    private static String machine() throws IOException {
        return Runtime.getRuntime().availableProcessors() + " cores (" + line("/proc/cpuinfo", "model name")
                + "), " + line("/proc/meminfo", "MemTotal") + ", load before " + load() + ", "
                + System.getProperty("os.name") + " "
                + System.getProperty("os.version");
    }

    /** The load of the last minute. Above 0, other programs were using the machine. */
    private static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.isReadable(file) ? Files.readString(file).split(" ", 2)[0] : "?";
    }

    private static String line(String file, String name) throws IOException {
        if (!Files.isReadable(Path.of(file))) {
            return "?";
        }
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("?");
    }

    private static String version(String name) throws IOException, InterruptedException {
        return version(name, "--version");
    }

    private static String version(String name, String flag) throws IOException, InterruptedException {
        Optional<Program> program = Program.find(name);
        return program.isPresent()
                ? program.get().run(Map.of(), List.of(flag)).lines().findFirst().orElse(name)
                : "no " + name;
    }
}
