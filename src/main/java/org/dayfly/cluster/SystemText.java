package org.dayfly.cluster;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How this system writes the names of files, in command lines as in the files that PostgreSQL reads and writes.
 *
 * <p>Java itself decodes names by the encoding of the locale. Where that is ASCII alone, other names can't be named at all,
 * so that UTF-8 does no harm and lets values have other letters.
 *
 * @see <a href="https://openjdk.org/jeps/400">JEP 400, native.encoding</a>
 */
public final class SystemText {
    public static final Charset CHARSET = of(System.getProperty("native.encoding", StandardCharsets.UTF_8.name()));

    private SystemText() {}

    static Charset of(String encoding) {
        Charset named = Charset.isSupported(encoding) ? Charset.forName(encoding) : StandardCharsets.UTF_8;
        return named.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : named;
    }
}
