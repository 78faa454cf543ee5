package org.dayfly.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Program;
import org.dayfly.bench.stage.WholeServers;

/** Django's own test runner, which makes its databases on a whole server of a key, or on a server without dayfly. */
final class DjangoRuns {
    private static final Path PROJECT = Path.of("src/samples/django/manage.py");
    private static final Path TESTS = Path.of("src/bench/django");
    private static final String DIRECT = "PostgreSQL, direct";
    private static final String KEY = "dayfly server.KEY";
    private static final String HAS_DJANGO = "from django.conf import settings; settings.configure();"
            + " from django.db.backends.postgresql import base";
    private static final double MILLIS = 1000;
    /** The column of the table, with the number of processes that run the tests. */
    private static final Map<String, Integer> LOADS = Map.of("1 process, s", 1, "2 processes, s", 2);

    private final Program python;

    private DjangoRuns(Program python) {
        this.python = python;
    }

    /** Where Django connects. */
    private record Place(String name, int port, String user) {}

    /** @param direct the port of an existing server with the same programs and the same settings */
    static Findings measure(Run run, WholeServers servers, int direct) throws Exception {
        Optional<Program> python = python();
        if (python.isEmpty()) {
            System.err.println("bench: Django is left out: it is not installed (python3-django, python3-psycopg2)");
            return new Findings(List.of(), List.of(), List.of());
        }
        Rates rates = new Rates(DIRECT);
        List<Place> places =
                List.of(new Place(DIRECT, direct, "postgres"), new Place(KEY, servers.port(), "server.django"));
        new DjangoRuns(python.get()).measure(run.options(), places, rates);
        servers.drop();
        List<String> loads = LOADS.keySet().stream().sorted().toList();
        return Findings.of(
                rates.table(
                        "Django's test runner on a whole server",
                        "manage.py test, with the start of Python, CREATE DATABASE and DROP DATABASE; medians of the"
                                + " runs of a round.",
                        loads),
                loads.stream()
                        .map(load -> Goal.atMost(
                                1.1, "Django, " + load + ": dayfly / direct", rates.ratio(KEY, DIRECT, load)))
                        .toList());
    }

    private void measure(Options options, List<Place> places, Rates rates) throws Exception {
        int runs = options.size(3, 1);
        for (int round = -1; round < options.rounds(); round++) {
            rates.begin(round); // the first round does not count
            for (Map.Entry<String, Integer> load : LOADS.entrySet()) {
                Map<String, List<Double>> times = new HashMap<>();
                for (int i = 0; i < (round < 0 ? 1 : runs); i++) {
                    for (Place place : Run.order(places, Math.max(round, 0) + i)) {
                        times.computeIfAbsent(place.name(), name -> new ArrayList<>())
                                .add(seconds(place, load.getValue()));
                    }
                }
                times.forEach((name, all) ->
                        rates.add(name, load.getKey(), Samples.of(all).median()));
            }
        }
    }

    private double seconds(Place place, int processes) throws IOException, InterruptedException {
        Map<String, String> environment = Map.of(
                "DAYFLY",
                "127.0.0.1:" + place.port(),
                "BENCH_USER",
                place.user(),
                "DJANGO_SETTINGS_MODULE",
                "busy.settings",
                "PYTHONPATH",
                TESTS.toAbsolutePath().toString());
        List<String> command = List.of(
                "-B", PROJECT.toAbsolutePath().toString(), "test", "busy", "--noinput", "--parallel=" + processes);
        long start = System.nanoTime();
        python.run(environment, command);
        return Samples.millisSince(start) / MILLIS;
    }

    /** The first Python that has Django and a driver. */
    private static Optional<Program> python() throws InterruptedException {
        List<Program> found = Stream.concat(
                        Program.find("python3").stream(), Stream.of(new Program(Path.of("/usr/bin/python3"))))
                .filter(program -> Files.isExecutable(program.path()))
                .toList();
        for (Program program : found) {
            try {
                program.run(Map.of(), List.of("-c", HAS_DJANGO));
                return Optional.of(program);
            } catch (IOException e) {
                // It has no Django.
            }
        }
        return Optional.empty();
    }
}
