package org.dayfly.bench.many;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of the command. */
final class ManyOptions {
    @Option(names = "--proxies", paramLabel = "P", description = "dayfly processes", defaultValue = "3")
    int proxies;

    @Option(
            names = "--servers",
            split = ",",
            paramLabel = "MAJOR",
            description = "the servers, by their major versions; the first has the directory of keys",
            defaultValue = "14,16,18")
    List<Integer> servers = List.of();

    @Option(
            names = "--weights",
            split = ",",
            paramLabel = "W",
            description = "the weights of the servers, in turn",
            defaultValue = "1,2,1")
    List<Integer> weights = List.of();

    @Option(names = "--sessions", paramLabel = "N", description = "sessions of spread", defaultValue = "3000")
    int sessions;

    @Option(names = "--threads", paramLabel = "N", description = "clients at the same time", defaultValue = "8")
    int threads;

    @Option(
            names = "--together",
            paramLabel = "N",
            description = "first connections at the same time",
            defaultValue = "100")
    int together;

    @Option(names = "--seconds", paramLabel = "S", description = "duration of kills", defaultValue = "600")
    int seconds;

    @Option(names = "--down", paramLabel = "S", description = "how long a killed server stays down", defaultValue = "6")
    int down;

    @Option(
            names = "--pace",
            paramLabel = "MS",
            description = "mean ms between two sessions of kills and changes",
            defaultValue = "300")
    int pace;

    @Option(names = "--rows", paramLabel = "N", description = "keys in the directory of scale", defaultValue = "100000")
    int rows;

    @Option(names = "--seed", description = "for random choices; 0: another seed each time", defaultValue = "0")
    long seed;

    @Option(names = "--out", description = "folder for logs", defaultValue = "target/many")
    Path out = Path.of("target/many");

    /** The weight of a server. */
    int weight(int server) {
        return weights.get(server % weights.size());
    }
}
