package org.dayfly.bench.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A dayfly process of the built jar. */
public final class Dayfly implements Proxy {
    private static final Path JAR = Path.of("target/dayfly.jar");
    private static final Pattern READY = Pattern.compile("jdbc:postgresql://[^:/]+:(\\d+)/");

    private final Child process;
    private final int port;

    private Dayfly(Child process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts dayfly and waits until dayfly is ready.
     *
     * @param settings as key=value; other settings have their defaults
     */
    static Dayfly start(Path folder, List<String> settings) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-jar",
                JAR.toAbsolutePath().toString()));
        for (String setting : settings) {
            command.add("--set");
            command.add(setting);
        }
        Child process = Child.start(command, folder.resolve("dayfly.log"));
        process.await(() -> port(process).isPresent());
        return new Dayfly(process, port(process).orElseThrow());
    }

    /** Starts dayfly with an embedded server in a state folder. */
    public static Dayfly embedded(Stage stage, Path state, List<String> settings) throws Exception {
        List<String> all = new ArrayList<>(List.of("listen=127.0.0.1:0", "drain=0", "embedded.directory=" + state));
        all.addAll(settings);
        return stage.add(() -> start(stage.newFolder("dayfly"), all));
    }

    private static Optional<Integer> port(Child process) {
        Matcher banner = READY.matcher(process.output());
        return banner.find() ? Optional.of(Integer.valueOf(banner.group(1))) : Optional.empty();
    }

    /** As a user. dayfly ignores the database name, which drivers set to the user name. */
    public Jdbc as(String user) {
        return Jdbc.tcp(port, user, user);
    }

    @Override
    public String name() {
        return "dayfly";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
