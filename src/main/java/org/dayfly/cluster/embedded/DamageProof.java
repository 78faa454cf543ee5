package org.dayfly.cluster.embedded;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The messages with which PostgreSQL itself says that no server will ever start on a data directory.
 *
 * <p>Every other failure to start may come from the machine, from a setting or from an unfinished restore. After such a
 * failure the data stays where it is. The severity is part of each message, because PostgreSQL uses some of these
 * sentences with FATAL for a backup that is being restored.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/access/transam/xlog.c">PostgreSQL,
 *     xlog.c, and xlogrecovery.c and slru.c beside it</a>
 */
final class DamageProof {
    private static final List<Pattern> PROOFS = List.of(
            // The bytes of pg_control are not the bytes that a server wrote. For healthy data of another version, the
            // message is "database files are incompatible with server" instead.
            message("FATAL:  incorrect checksum in control file"),
            // pg_control ends early. A server always writes 8192 bytes at once.
            message("(?:FATAL|PANIC):  could not read file \"global/pg_control\": read \\d+ of \\d+"),
            // The checksum is right and the content is wrong. The server that wrote the file had damaged memory.
            message("FATAL:  control file contains invalid (?:checkpoint location|database cluster state)"),
            // The last checkpoint is not in pg_wal, so the state of the files is unknown. A WAL file that can't be
            // opened gives another message: "could not open file".
            message("PANIC:  could not locate a valid checkpoint record"),
            // The checkpoint exists, but the WAL where recovery has to begin is missing.
            message("PANIC:  could not find redo location"),
            // A checkpoint record was read completely and contradicts itself.
            message("PANIC:  invalid (?:next transaction ID|redo in checkpoint record"
                    + "|redo record in shutdown checkpoint)"),
            // WAL changes pages that are not in the data files, so files were lost or cut.
            message("PANIC:  WAL contains references to invalid pages"),
            // The record of committed transactions is lost. A message with another reason, such as "Permission denied",
            // does not prove a loss.
            message("(?:FATAL|PANIC):  could not access status of transaction \\d+\\R"
                    + ".*DETAIL:  Could not (?:open file .*: No such file or directory"
                    + "|read from file .*: read too few bytes)"));

    private DamageProof() {}

    /** A pattern for a message after the text that {@code log_line_prefix} puts before it. */
    private static Pattern message(String regex) {
        return Pattern.compile("(?m)^[^\"]{0,80}" + regex);
    }

    /** Whether a server that did not start wrote one of these messages. */
    static boolean isIn(String log) {
        return PROOFS.stream().anyMatch(proof -> proof.matcher(log).find());
    }
}
