package org.dayfly.script.parse;

import java.io.IOException;
import java.util.Optional;

/** Formats of files that are not scripts, recognised by their first bytes. */
enum ForeignFormat {
    DUMP_ARCHIVE("PGDMP", Advice.ARCHIVE),
    DUMP_IN_TAR("toc.dat\0", Advice.ARCHIVE),
    GZIP("\u001f\u008b", Advice.COMPRESSED),
    ZSTANDARD("(\u00b5/\u00fd", Advice.COMPRESSED),
    LZ4("\u0004\"M\u0018", Advice.COMPRESSED),
    /** The encoding that PowerShell writes for {@code pg_dump > file}. */
    UTF_16_LITTLE("\u00ff\u00fe", Advice.UTF_16),
    UTF_16_BIG("\u00fe\u00ff", Advice.UTF_16);

    private static final class Advice {
        static final String ARCHIVE = "an archive of pg_dump, not SQL; turn it into SQL with pg_restore -f file.sql,"
                + " or dump with pg_dump --format=plain";
        static final String COMPRESSED = "compressed; unpack it";
        static final String UTF_16 = "in UTF-16; save it as UTF-8, or let pg_dump write the file itself, with --file";
    }

    private final String start;
    private final String advice;

    ForeignFormat(String start, String advice) {
        this.start = start;
        this.advice = advice;
    }

    static Optional<ForeignFormat> of(ScriptBytes bytes) throws IOException {
        for (ForeignFormat format : values()) {
            if (bytes.lookingAt(format.start)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** The name of the format, and the next step for the operator. */
    String advice() {
        return advice;
    }
}
