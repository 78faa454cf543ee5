package org.dayfly.script.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of SQL as psql does: statement by statement, with the data that follows {@code COPY … FROM stdin}.
 *
 * <p>At most one statement is in memory, and never the data. Of psql's commands, the reader accepts those that pg_dump
 * writes: {@code \connect} is a step, and {@code \restrict} and its end are skipped. The reader follows SET
 * client_encoding itself. Variables like {@code :name} stay unchanged, as in psql if they are not set.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-psql.html">PostgreSQL, psql</a>
 */
public final class Script implements AutoCloseable {
    /**
     * pg_dump writes these commands to protect psql from dumps with hidden psql commands (CVE-2025-8714). This reader
     * runs no such commands.
     */
    private static final Set<String> OF_PG_DUMP = Set.of("\\restrict", "\\unrestrict");

    private static final Set<String> CONNECT = Set.of("\\connect", "\\c");

    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
    private static final int LONGEST_COMMAND = 20;

    private final Path file;
    private final ScriptBytes bytes;
    private final StatementReader reader;
    private boolean begun;
    private @Nullable CopyData data;

    /**
     * Reads a script from its bytes.
     *
     * @param bytes the script; closed together with this object
     * @param plainStrings whether {@code standard_conforming_strings} is on at the time of the call
     */
    Script(Path file, ScriptBytes bytes, BooleanSupplier plainStrings) {
        this.file = file;
        this.bytes = bytes;
        this.reader = new StatementReader(file, bytes, plainStrings);
    }

    public static Script of(Path file, InputStream in, BooleanSupplier plainStrings) {
        return new Script(file, new ScriptBytes(in), plainStrings);
    }

    /** The next statement. Empty at the end of the script. */
    public Optional<ScriptStep> next() throws ScriptFailure {
        try {
            return find();
        } catch (IOException e) {
            throw ScriptFailure.unreadable(file, e);
        }
    }

    private Optional<ScriptStep> find() throws IOException, ScriptFailure {
        begin();
        if (data != null) {
            data.finish();
            data = null;
        }
        reader.startAnew();
        while (true) {
            StatementEnd stop = reader.read();
            if (stop == StatementEnd.BACKSLASH) {
                Optional<ScriptStep> connect = command();
                if (connect.isPresent()) {
                    return connect;
                }
            } else if (!reader.text().isEmpty()) {
                ScriptStep step = step();
                if (!isOfEncoding(step)) {
                    return Optional.of(step);
                }
                reader.startAnew();
            } else if (stop == StatementEnd.END) {
                return Optional.empty();
            }
        }
    }

    /** Whether a statement sets the encoding of the text after it. */
    private boolean isOfEncoding(ScriptStep step) throws ScriptFailure {
        Optional<String> encoding = ClientEncoding.named(step.tokens());
        if (encoding.isPresent()) {
            reader.text()
                    .in(ClientEncoding.charset(encoding.get())
                            .orElseThrow(() -> ScriptFailure.at(
                                    file,
                                    step.line(),
                                    "scripts can't be in the encoding \"" + encoding.get()
                                            + "\"; make the dump with --encoding=UTF8")));
        }
        return encoding.isPresent();
    }

    private void begin() throws IOException, ScriptFailure {
        if (begun) {
            return;
        }
        begun = true;
        Optional<ForeignFormat> foreign = ForeignFormat.of(bytes);
        if (foreign.isPresent()) {
            throw ScriptFailure.of(file, "is " + foreign.get().advice());
        }
        if (bytes.lookingAt(BYTE_ORDER_MARK)) {
            bytes.skip(BYTE_ORDER_MARK.length());
        }
    }

    private ScriptStep step() throws IOException, ScriptFailure {
        String sql = reader.text().toString();
        OptionalInt faulty = reader.text().faultyLine(sql);
        if (faulty.isPresent()) {
            throw ScriptFailure.at(
                    file,
                    reader.line() + faulty.getAsInt(),
                    "this is no text in " + reader.text().charset()
                            + "; save the file as UTF-8, or dump with pg_dump --encoding=UTF8");
        }
        List<Token> tokens = reader.tokens().in(reader.text());
        if (reader.shape().copiesFromStdin()) {
            passOverLine();
            data = new CopyData(
                    bytes, namesEncoding(tokens) ? UTF_8 : reader.text().charset());
        }
        return new ScriptStep(reader.line(), sql, Optional.ofNullable(data), tokens);
    }

    /** Whether COPY names the encoding of its data. If so, the server converts the data. */
    private static boolean namesEncoding(List<Token> copy) {
        return copy.stream().anyMatch(token -> token.isWord("encoding"));
    }

    /** Skips a command of psql, or makes a step of it. */
    private Optional<ScriptStep> command() throws IOException, ScriptFailure {
        int line = bytes.line();
        StringBuilder command = new StringBuilder();
        for (int next = bytes.peek(); next > ' ' && command.length() < LONGEST_COMMAND; next = bytes.peek()) {
            command.append((char) bytes.next());
        }
        boolean connects = CONNECT.contains(command.toString()) && reader.text().isEmpty();
        if (!connects && !OF_PG_DUMP.contains(command.toString())) {
            throw ScriptFailure.at(file, line, command + " is a command of psql; take it out");
        }
        StringBuilder rest = new StringBuilder();
        while (bytes.peek() != '\n' && bytes.peek() != ScriptBytes.END) {
            rest.append((char) bytes.next());
        }
        return connects ? Optional.of(ScriptStep.connect(line, rest.toString())) : Optional.empty();
    }

    /** Skips the rest of the line of COPY. The data begins on the next line. */
    private void passOverLine() throws IOException, ScriptFailure {
        int line = bytes.line();
        while (bytes.peek() == ' ' || bytes.peek() == '\t' || bytes.peek() == '\r') {
            bytes.next();
        }
        int next = bytes.next();
        if (next != '\n' && next != ScriptBytes.END) {
            throw ScriptFailure.at(
                    file, line, "the line goes on after COPY … FROM stdin; begin the data in a new line");
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
