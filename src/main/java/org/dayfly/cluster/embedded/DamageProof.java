package org.dayfly.cluster.embedded;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The messages by which PostgreSQL itself says that no server will ever start on a data directory.
 *
 * <p>Everything else that keeps a server from starting may lie with the machine, a setting or a restore that is not
 * finished, and leaves the data where it is. The severity is part of each message: PostgreSQL uses some of these
 * sentences with FATAL for a backup that is being restored.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/access/transam/xlog.c">PostgreSQL,
 *     xlog.c, and xlogrecovery.c and slru.c beside it</a>
 */
final class DamageProof {
    private static final List<Pattern> PROOFS = List.of(
            // The bytes of pg_control are not those that a server wrote. A server of another version, whose data is
            // healthy, says "database files are incompatible with server" instead.
            message("FATAL:  incorrect checksum in control file"),
            // pg_control ends early: a server always writes 8192 bytes at once.
            message("(?:FATAL|PANIC):  could not read file \"global/pg_control\": read \\d+ of \\d+"),
            // The checksum is right and the content is not: the server that wrote it had lost its memory.
            message("FATAL:  control file contains invalid (?:checkpoint location|database cluster state)"),
            // The last checkpoint is not in pg_wal, so nothing tells which state the files are in. A WAL file that
            // can't be opened gives another message: "could not open file".
            message("PANIC:  could not locate a valid checkpoint record"),
            // The checkpoint is there, and the WAL from which recovery has to begin is not.
            message("PANIC:  could not find redo location"),
            // A checkpoint record that was read whole contradicts itself.
            message("PANIC:  invalid (?:next transaction ID|redo in checkpoint record"
                    + "|redo record in shutdown checkpoint)"),
            // WAL changes pages that the data files do not have: files were lost or cut.
            message("PANIC:  WAL contains references to invalid pages"),
            // Which transactions were committed is lost. With another reason, such as "Permission denied", it is not.
            message("(?:FATAL|PANIC):  could not access status of transaction \\d+\\R"
                    + ".*DETAIL:  Could not (?:open file .*: No such file or directory"
                    + "|read from file .*: read too few bytes)"));

    private DamageProof() {}

    /** A message at the end of what {@code log_line_prefix} puts before it. */
    private static Pattern message(String regex) {
        return Pattern.compile("(?m)^[^\"]{0,80}" + regex);
    }

    /** Whether a server that did not start wrote one of them. */
    static boolean isIn(String log) {
        return PROOFS.stream().anyMatch(proof -> proof.matcher(log).find());
    }
}
