package org.dayfly.machine;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The encoding in which this system writes names of files, in command lines and in files that PostgreSQL reads and
 * writes.
 *
 * <p>Java itself decodes names in the encoding of the locale. If that encoding is ASCII, other names can't be used at
 * all. Then UTF-8 does no harm, and values may have other letters.
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
