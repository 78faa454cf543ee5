package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code dayfly exec} runs a program with a database, whatever runs before. One dayfly in the background serves all. */
final class ExecTest {
    private static final Pattern PROCESS = Pattern.compile("process (\\d+)");

    private final ServedFolder folder = ServedFolder.create();
    private final int port = FreePort.find();
    private final String[] options = {
        "--set", "embedded.directory=" + folder.path(), "--set", "listen=127.0.0.1:" + port
    };

    @AfterEach
    void close() {
        assertThat(dayfly("stop").status()).isZero();
        folder.close();
    }

    private CommandLineRun dayfly(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(options));
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private Path file(String name) {
        return folder.path().resolveSibling(folder.path().getFileName() + "-" + name);
    }

    /** Runs env, and returns what it printed. */
    private Map<String, String> variables(String... arguments) throws IOException {
        Path file = file("env");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--", "sh", "-c", "env > '" + file + "'"));
        assertThat(dayfly("exec", all.toArray(String[]::new)).status()).isZero();
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("PG") || line.startsWith("DATABASE_URL"))
                    .collect(Collectors.toMap(line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
        } finally {
            Files.delete(file);
        }
    }

    private static Connection connect(Map<String, String> variables) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + variables.get("PGHOST") + ":" + variables.get("PGPORT") + "/"
                        + variables.get("PGDATABASE"),
                variables.get("PGUSER"),
                variables.get("PGPASSWORD"));
    }

    private String leased() throws SQLException {
        return Sql.askIn(folder.cluster(), "dayfly", "SELECT count(*) FROM registry.ls WHERE state = 'leased'");
    }

    private String process() {
        Matcher process = PROCESS.matcher(dayfly("status").out());
        assertThat(process.find()).isTrue();
        return process.group(1);
    }

    @Test
    void aProgramFindsItsDatabaseWhichIsDroppedAfterwards() throws Exception {
        assertThat(dayfly("status").status()).isEqualTo(1);
        Map<String, String> fresh = variables();
        assertThat(fresh)
                .containsKeys("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE")
                .hasEntrySatisfying(
                        "DATABASE_URL",
                        url -> assertThat(url)
                                .isEqualTo("postgresql://" + fresh.get("PGUSER") + ":" + fresh.get("PGPASSWORD")
                                        + "@127.0.0.1:" + port + "/" + fresh.get("PGDATABASE")));
        Eventually.sees("the database is dropped", "0", this::leased);
        String dayfly = process();
        assertThat(dayfly("status").out())
                .contains("started in the background: settings: --set embedded.directory=" + folder.path()
                        + " --set listen=127.0.0.1:" + port + System.lineSeparator())
                .contains("log: " + folder.path().resolve("background.log"));
        Map<String, String> server = variables("--server");
        assertThat(server).containsEntry("PGDATABASE", "postgres");
        assertThat(dayfly("exec", "--", "sh", "-c", "exit 3").status()).isEqualTo(3);
        assertThat(dayfly("exec", "--", "/no/such/program").error()).contains("/no/such/program can't be run");
        assertThat(process()).isEqualTo(dayfly);
    }

    @Test
    void theDatabaseOfAFailedProgramIsKeptOnRequest() throws Exception {
        CommandLineRun failed = dayfly("exec", "--keep-on-failure", "--", "sh", "-c", "true \\\\\nexit 3");
        assertThat(failed.status()).isEqualTo(3);
        assertThat(failed.error())
                .contains("the database of the failed command is kept: psql postgresql://dayfly_")
                .hasLineCount(1);
        assertThat(leased()).isEqualTo("1");
        assertThat(Sql.askIn(
                        folder.cluster(),
                        "dayfly",
                        "SELECT concat_ws(', ', after, note, idle) FROM registry.status WHERE state = 'leased'"))
                .isEqualTo("keep, sh -c true \\\\\ufffdexit 3, 3600");
        assertThat(dayfly("exec", "--keep-on-failure", "--", "true").status()).isZero();
        Eventually.sees("the other database is dropped", "1", this::leased);
        assertThat(dayfly("drop", "--kept").out()).contains(" is dropped");
        assertThat(leased()).isEqualTo("0");
    }

    @Test
    void aKeyOutlivesTheBackgroundDayfly() throws Exception {
        Map<String, String> key = variables("--key", "kept");
        try (Connection connection = connect(key)) {
            Sql.run(connection, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        ProcessHandle dayfly = ProcessHandle.of(Long.parseLong(process())).orElseThrow();
        dayfly.destroyForcibly();
        dayfly.onExit().join();
        try (Connection connection = connect(variables("--key", "kept"))) {
            assertThat(Sql.ask(connection, "TABLE kept")).isEqualTo("42");
        }
        assertThat(process()).isNotEqualTo(String.valueOf(dayfly.pid()));
    }

    @Test
    void severalAtOnceStartOneDayfly() throws Exception {
        List<Process> runs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            runs.add(start("exec", "--", "true"));
        }
        for (Process run : runs) {
            assertThat(run.waitFor()).isZero();
        }
        assertThat(Files.readString(folder.path().resolve("background.log")).split("listening on", -1))
                .hasSize(2);
    }

    @Test
    void anotherProgramOnThePortIsOneClearError() throws Exception {
        try (ServerSocket other = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
            Thread http = new Thread(() -> answer(other), "another-program");
            http.start();
            CommandLineRun run = dayfly("exec", "--", "true");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.error())
                    .contains("the program that listens at 127.0.0.1:" + port + " does not answer as dayfly does")
                    .contains("--set listen=127.0.0.1:PORT")
                    .hasLineCount(1);
        }
    }

    private static void answer(ServerSocket server) {
        while (true) {
            try (Socket client = server.accept();
                    OutputStream out = client.getOutputStream()) {
                out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void dayflyEndsWhenNobodyUsesIt() throws Exception {
        Process served = start("serve", "--exit-when-idle=1s");
        assertThat(served.waitFor()).isZero();
        assertThat(dayfly("status").error()).contains("no dayfly runs with the state folder");
    }

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.dayfly.Main"));
        command.addAll(List.of(options));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).inheritIO().start();
    }
}
