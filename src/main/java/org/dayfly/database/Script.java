package org.dayfly.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of SQL, read as psql reads one: statement by statement, with the data that follows {@code COPY … FROM stdin}.
 *
 * <p>No more of it is in memory than one statement; data never is. Of psql's commands it knows the two that pg_dump writes,
 * and passes over them; variables like {@code :name} stay as they are, as in psql when they are not set.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-psql.html">PostgreSQL, psql</a>
 */
final class Script implements AutoCloseable {
    /** Against dumps that smuggle in commands of psql, CVE-2025-8714; there are none here. */
    private static final Set<String> OF_PG_DUMP = Set.of("\\restrict", "\\unrestrict");

    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
    private static final int LONGEST_COMMAND = 20;

    private final Path file;
    private final ScriptBytes bytes;
    private final StatementReader reader;
    private boolean begun;
    private @Nullable CopyData data;

    /**
     * @param bytes closed with this
     * @param plainStrings whether {@code standard_conforming_strings} is on at that moment
     */
    Script(Path file, ScriptBytes bytes, BooleanSupplier plainStrings) {
        this.file = file;
        this.bytes = bytes;
        this.reader = new StatementReader(file, bytes, plainStrings);
    }

    static Script of(Path file, InputStream in, BooleanSupplier plainStrings) {
        return new Script(file, new ScriptBytes(in), plainStrings);
    }

    /** The next statement; none at the end. */
    Optional<ScriptStep> next() throws ScriptFailure {
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
            StatementReader.Stop stop = reader.read();
            if (stop == StatementReader.Stop.BACKSLASH) {
                passOverCommand();
            } else if (!reader.text().isEmpty()) {
                return Optional.of(step());
            } else if (stop == StatementReader.Stop.END) {
                return Optional.empty();
            }
        }
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
                    "this is no text in UTF-8; save the file as UTF-8, or dump with pg_dump --encoding=UTF8");
        }
        if (reader.shape().copiesFromStdin()) {
            passOverLine();
            data = new CopyData(bytes);
        }
        return new ScriptStep(reader.line(), sql, Optional.ofNullable(data));
    }

    private void passOverCommand() throws IOException, ScriptFailure {
        int line = bytes.line();
        StringBuilder command = new StringBuilder();
        for (int next = bytes.peek(); next > ' ' && command.length() < LONGEST_COMMAND; next = bytes.peek()) {
            command.append((char) bytes.next());
        }
        if (!OF_PG_DUMP.contains(command.toString())) {
            throw ScriptFailure.at(file, line, command + " is a command of psql; take it out");
        }
        while (bytes.peek() != '\n' && bytes.peek() != ScriptBytes.END) {
            bytes.next();
        }
    }

    /** The data begins in the line after COPY's. */
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
