package org.dayfly.server;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/** The allowed differences from psql on a plain server, as {@code dumps/differences.txt} lists them. */
final class DumpDifferences {
    /** @param pattern for whole lines of {@link Inventory#difference}, or for the error message */
    private record Row(String dump, String way, String servers, Pattern pattern) {
        boolean isFor(Dump other, String otherWay, TestedServer server) {
            boolean superuser = !server.cluster().maintenanceRole().equals(EveryServer.MAKER);
            return dump.equals(other.name())
                    && way.equals(otherWay)
                    && (servers.equals("all")
                            || List.of(servers.split(",", -1))
                                    .contains(server.major() + (superuser ? "-superuser" : "-maker"))
                            || servers.equals(superuser ? "superuser" : "maker")
                            || servers.equals("" + server.major()));
        }
    }

    private final List<Row> rows;

    private DumpDifferences(List<Row> rows) {
        this.rows = rows;
    }

    static DumpDifferences read() throws IOException {
        return new DumpDifferences(Files.readAllLines(Dump.folder().resolve("differences.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" +", 4))
                .map(parts -> new Row(parts[0], parts[1], parts[2], Pattern.compile(parts[3], Pattern.DOTALL)))
                .toList());
    }

    /** The patterns for one dump on one server, in one way: template, refused or psql. */
    List<Pattern> of(Dump dump, String way, TestedServer server) {
        return rows.stream()
                .filter(row -> row.isFor(dump, way, server))
                .map(Row::pattern)
                .toList();
    }
}
