package org.dayfly.script.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The encodings that a script may be in. The server gets all text in UTF-8, because pgjdbc speaks UTF-8.
 *
 * <p>The list has only encodings in which a byte below 128 is always the ASCII character. In other encodings, such as
 * SJIS, a quote or a backslash can be the second half of another character.
 *
 * @see <a href="https://www.postgresql.org/docs/current/multibyte.html">PostgreSQL, Character Set Support</a>
 */
final class ClientEncoding {
    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
            entry("utf8", "UTF-8"),
            entry("unicode", "UTF-8"),
            entry("sqlascii", "UTF-8"),
            entry("latin1", "ISO-8859-1"),
            entry("iso88591", "ISO-8859-1"),
            entry("latin2", "ISO-8859-2"),
            entry("iso88592", "ISO-8859-2"),
            entry("latin3", "ISO-8859-3"),
            entry("latin4", "ISO-8859-4"),
            entry("latin5", "ISO-8859-9"),
            entry("latin7", "ISO-8859-13"),
            entry("latin9", "ISO-8859-15"),
            entry("iso885915", "ISO-8859-15"),
            entry("iso88595", "ISO-8859-5"),
            entry("iso88596", "ISO-8859-6"),
            entry("iso88597", "ISO-8859-7"),
            entry("iso88598", "ISO-8859-8"),
            entry("win866", "IBM866"),
            entry("win874", "x-windows-874"),
            entry("koi8r", "KOI8-R"),
            entry("koi8", "KOI8-R"),
            entry("koi8u", "KOI8-U"),
            entry("eucjp", "EUC-JP"),
            entry("euckr", "EUC-KR"),
            entry("euccn", "GB2312"));

    private static final List<String> SETTINGS = List.of("client_encoding", "names");

    private ClientEncoding() {}

    /** The encoding that a statement names for the rest of the script. Empty if the statement names no encoding. */
    static Optional<String> named(List<Token> statement) {
        return SetStatement.of(statement)
                .filter(set -> SETTINGS.contains(set.name()))
                .map(set -> set.isDefault() ? "UTF8" : set.values().get(0));
    }

    /** Java's charset for an encoding. Empty if a script may not be in that encoding. */
    static Optional<Charset> charset(String name) {
        String clean = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String windows = clean.replaceFirst("^(win|windows)(?=125\\d$)", "windows-");
        return Optional.ofNullable(JAVA_NAMES.get(clean))
                .or(() -> windows.equals(clean) ? Optional.empty() : Optional.of(windows))
                .filter(Charset::isSupported)
                .map(Charset::forName);
    }

    /** The encoding of a script that names no encoding. */
    static Charset initial() {
        return UTF_8;
    }
}
