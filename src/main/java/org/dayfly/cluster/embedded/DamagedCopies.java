package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.config.value.IoReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Damaged data directories that dayfly set aside. The name of each has a time stamp. The newest ones are kept. */
final class DamagedCopies {
    static final int KEPT = 3;

    private static final String SUFFIX = ".damaged-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);
    private static final String DIGITS = "\\d{8}-\\d{6}-\\d{3}";
    private static final Logger log = LoggerFactory.getLogger(DamagedCopies.class);

    private DamagedCopies() {}

    static Path name(Path data, Clock clock) {
        return data.resolveSibling(data.getFileName() + SUFFIX + STAMP.format(clock.instant()));
    }

    /** Deletes all but the newest {@link #KEPT}. A folder that a person renamed is not dayfly's any more and stays. */
    static void prune(Path data) {
        try {
            List<Path> copies = all(data);
            for (Path old : copies.subList(0, Math.max(0, copies.size() - KEPT))) {
                FileTree.delete(old);
                log.warn("deleted damaged data directory {}: dayfly keeps only the newest {}", old, KEPT);
            }
        } catch (IOException e) {
            log.warn("could not delete old damaged data directories beside {}: {}", data, IoReason.of(e));
        }
    }

    /** All damaged data directories, the oldest first. */
    private static List<Path> all(Path data) throws IOException {
        Pattern names = Pattern.compile(Pattern.quote(data.getFileName() + SUFFIX) + DIGITS);
        try (Stream<Path> entries = Files.list(FileTree.parent(data))) {
            return entries.filter(entry ->
                            names.matcher(String.valueOf(entry.getFileName())).matches())
                    .sorted()
                    .toList();
        }
    }
}
