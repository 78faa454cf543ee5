package org.dayfly.bench.many;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.bench.stage.RegistryReader;

/** The processor time of all processes of a server, those that have ended too. On Linux alone. */
record ServerCpu(ProcessHandle postmaster) {
    // Places in /proc/PID/stat, counted from the state behind the name.
    private static final int OWN = 11;
    private static final int OF_CHILDREN = 13;
    private static final double MILLIS_PER_TICK = 10;

    static ServerCpu of(RegistryReader registry) throws SQLException {
        try (Connection connection = registry.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return new ServerCpu(ProcessHandle.of(row.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow());
        }
    }

    /** Milliseconds since the server was started. */
    double millis() {
        double ticks = ticks(postmaster, OWN) + ticks(postmaster, OF_CHILDREN);
        for (ProcessHandle child : postmaster.children().toList()) {
            ticks += ticks(child, OWN);
        }
        return ticks * MILLIS_PER_TICK;
    }

    /** User and system time. */
    private static double ticks(ProcessHandle process, int place) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            String[] cells = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Double.parseDouble(cells[place]) + Double.parseDouble(cells[place + 1]);
        } catch (IOException e) {
            return 0; // The process has just ended.
        }
    }
}
