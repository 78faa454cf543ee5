package org.dayfly.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import org.dayfly.FreePort;
import org.dayfly.Sql;
import org.dayfly.background.BackgroundDayfly;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.config.value.HostPort;
import org.dayfly.machine.StateDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that use the library, each in a JVM of its own, and the dayfly that they start. */
@Timeout(180)
final class LibraryProcessesTest {
    private final ServedFolder folder = ServedFolder.create();
    private final HostPort place = new HostPort("127.0.0.1", FreePort.find());
    private final BackgroundDayfly dayfly = new BackgroundDayfly(place, new StateDirectory(folder.path()));

    @AfterEach
    void close() {
        dayfly.stop();
        folder.close();
    }

    /** What JUnit's listener does. With an argument: connects as this user by the socket factory, and runs SQL. */
    static final class Program {
        public static void main(String[] arguments) throws SQLException {
            if (arguments.length == 0) {
                System.out.println("dayfly is at " + LibraryDayfly.here().ensure());
                return;
            }
            String url = "jdbc:postgresql://127.0.0.1:" + System.getProperty("dayfly.port") + "/?user=" + arguments[0]
                    + "&socketFactory=" + DayflySocketFactory.class.getName();
            try (Connection connection = DriverManager.getConnection(url)) {
                System.out.println(Sql.ask(connection, arguments[1]));
            }
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Ddayfly.port=" + place.port(),
                "-Ddayfly.directory=" + folder.path(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String output(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return output.strip();
    }

    private long starts() throws IOException {
        return Files.readAllLines(dayfly.log()).stream()
                .filter(line -> line.contains(" listening on "))
                .count();
    }

    @Test
    void tenAtOnceStartOneDayfly() throws Exception {
        List<Process> programs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            programs.add(start());
        }
        for (Process program : programs) {
            assertThat(output(program)).isEqualTo("dayfly is at " + place);
        }
        assertThat(starts()).isEqualTo(1);
    }

    private static void kill(List<ProcessHandle> processes) throws Exception {
        processes.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : processes) {
            process.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void theSocketFactoryStartsAKilledDayflyAgainAndKeysStay() throws Exception {
        String database = output(start("new.shop", "SELECT current_database()"));
        kill(List.of(dayfly.process().orElseThrow()));
        assertThat(output(start("new.shop", "SELECT current_database()"))).isEqualTo(database);
        assertThat(starts()).isEqualTo(2);

        // All processes at once, the server's too.
        long postmaster = Long.parseLong(
                Files.readAllLines(folder.path().resolve("data/postmaster.pid")).get(0));
        List<ProcessHandle> all = new ArrayList<>(
                ProcessHandle.of(postmaster).orElseThrow().descendants().toList());
        all.add(ProcessHandle.of(postmaster).orElseThrow());
        all.add(dayfly.process().orElseThrow());
        kill(all);
        assertThat(output(start("new.shop", "SELECT current_database()"))).isEqualTo(database);
        assertThat(starts()).isEqualTo(3);
    }

    @Test
    void anotherProgramAtThePortIsOneClearError() throws Exception {
        try (ServerSocket other =
                new ServerSocket(place.port(), 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            Thread hangsUp = new Thread(() -> {
                while (!other.isClosed()) {
                    try (Socket client = other.accept()) {
                        client.getOutputStream().write("220 ready\r\n".getBytes(UTF_8));
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            hangsUp.setDaemon(true);
            hangsUp.start();
            assertThat(output(start())).contains("the program that listens at " + place + " is not dayfly");
        }
        assertThat(folder.path().resolve("background.log")).doesNotExist();
    }
}
