package org.dayfly.bench.soak;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.bench.stage.Clock;
import org.dayfly.bench.stage.RegistryReader;

/** What the registry says of databases, now and at samples of the last minutes. */
final class RegistryView {
    private static final long MEMORY = 120_000;
    private static final int TRIES = 60;
    private static final long PAUSE = 500;

    private final RegistryReader reader;
    private final Deque<Sample> samples = new ArrayDeque<>();

    RegistryView(RegistryReader reader) {
        this.reader = reader;
    }

    /** How many databases there were at a moment, by address of the client. */
    private record Sample(long moment, int taken, int reserved, Map<String, Integer> byAddress) {}

    RegistryReader reader() {
        return reader;
    }

    List<String> rows(String query) throws SQLException {
        return reader.rows(query);
    }

    /** Counts the databases of now. Does nothing while the server is down. */
    void sample() {
        try {
            int reserved = Integer.parseInt(rows("SELECT count(*) FROM $.lease WHERE state = 'reserved'")
                    .get(0));
            int taken = reserved;
            Map<String, Integer> byAddress = new HashMap<>();
            for (String row : rows(
                    "SELECT coalesce(host(client), '-'), count(*) FROM $.lease WHERE state = 'leased' GROUP BY 1")) {
                String[] cells = row.split(" ", 2);
                byAddress.put(cells[0], Integer.valueOf(cells[1]));
                taken += Integer.parseInt(cells[1]);
            }
            synchronized (this) {
                long now = Clock.now();
                samples.addLast(new Sample(now, taken, reserved, byAddress));
                while (samples.getFirst().moment < now - MEMORY) {
                    samples.removeFirst();
                }
            }
        } catch (SQLException e) {
            // Faults are part of the soak: the next sample will do.
        }
    }

    synchronized int mostTaken(long from, long to) {
        return samples.stream()
                .filter(sample -> sample.moment >= from && sample.moment <= to)
                .mapToInt(Sample::taken)
                .max()
                .orElse(0);
    }

    synchronized int mostReserved(long from, long to) {
        return samples.stream()
                .filter(sample -> sample.moment >= from && sample.moment <= to)
                .mapToInt(Sample::reserved)
                .max()
                .orElse(0);
    }

    /** The largest number of databases of an address. */
    synchronized int mostOf(String address, long from, long to) {
        return samples.stream()
                .filter(sample -> sample.moment >= from && sample.moment <= to)
                .mapToInt(sample -> sample.byAddress.getOrDefault(address, 0))
                .max()
                .orElse(0);
    }

    /** State and reason of a database in the registry, once the server is up; empty if there is no row. */
    String entry(String name) {
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<String> found = find(name);
            if (found.isPresent()) {
                return found.get();
            }
            Clock.sleep(PAUSE);
        }
        return "unknown";
    }

    private Optional<String> find(String name) {
        try {
            return Optional.of(String.join(
                    " ",
                    rows("SELECT state || ' ' || coalesce(reason, '') FROM $.lease WHERE name = '" + name
                            + "' UNION ALL SELECT 'reclaimed ' || reason FROM $.reclaimed WHERE name = '" + name
                            + "'")));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }
}
