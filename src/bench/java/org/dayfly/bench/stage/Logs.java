package org.dayfly.bench.stage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The logs of proxies and of servers. */
public record Logs(List<Path> ofDayfly, List<Path> ofServers) {
    private static final int TAIL_BYTES = 3_000;
    private static final int TRACE_LINES = 12;

    /** The last lines of each log. */
    public String tails() {
        return Stream.concat(ofDayfly.stream(), ofServers.stream())
                .map(Logs::tail)
                .collect(Collectors.joining());
    }

    public static String tail(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, file.length())];
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return "--- " + log.getFileName() + "\n" + text.substring(text.indexOf('\n') + 1);
        } catch (IOException e) {
            return "--- " + e + "\n";
        }
    }

    /** Reports each stack trace and each internal error that dayfly wrote. */
    public void check(Consumer<String> report) {
        for (Path log : ofDayfly) {
            try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
                check(log, lines, report);
            } catch (IOException e) {
                report.accept("no log: " + e);
            }
        }
    }

    private static void check(Path log, BufferedReader lines, Consumer<String> report) throws IOException {
        List<String> event = new ArrayList<>();
        boolean bad = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            boolean continues = line.startsWith("\t") || line.startsWith(" ") || line.startsWith("Caused by");
            if (!continues) {
                report(log, event, bad, report);
                event.clear();
                bad = line.contains("internal error") || line.contains("XX000");
            }
            bad |= line.contains("\tat ") || line.startsWith("    at ");
            if (event.size() < TRACE_LINES) {
                event.add(line);
            }
        }
        report(log, event, bad, report);
    }

    private static void report(Path log, List<String> event, boolean bad, Consumer<String> report) {
        if (bad) {
            report.accept(log.getFileName() + ": " + String.join("\n    ", event));
        }
    }
}
