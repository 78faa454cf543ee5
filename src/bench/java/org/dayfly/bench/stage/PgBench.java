package org.dayfly.bench.stage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * pgbench, the benchmark program of PostgreSQL.
 *
 * @see <a href="https://www.postgresql.org/docs/current/pgbench.html">PostgreSQL, pgbench</a>
 */
public record PgBench(Program program) {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    /** Finds pgbench; prints a message and returns empty if pgbench is not installed. */
    public static Optional<PgBench> find() {
        Optional<PgBench> found = Program.find("pgbench").map(PgBench::new);
        if (found.isEmpty()) {
            System.err.println("bench: pgbench is not installed");
        }
        return found;
    }

    /** Makes the tables of pgbench. */
    public void initialize(Target target, int scale) throws IOException, InterruptedException {
        program.run(target.environment(), List.of("-i", "-q", "-s", Integer.toString(scale)));
    }

    /**
     * Runs pgbench.
     *
     * @return transactions per second; the time to connect counts only where each transaction connects anew
     */
    public double run(Target target, int clients, int seconds, String... more)
            throws IOException, InterruptedException {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "-n",
                                "-c",
                                Integer.toString(clients),
                                "-j",
                                Integer.toString(Math.min(clients, 2)),
                                "-T",
                                Integer.toString(seconds)),
                        Stream.of(more))
                .toList();
        String output = program.run(target.environment(), arguments);
        Matcher rate = RATE.matcher(output);
        if (!rate.find()) {
            throw new IOException("pgbench told no rate: " + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
