package org.dayfly.script.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/**
 * The data lines after {@code COPY … FROM stdin;}, up to {@code \.} or to the end of the script.
 *
 * <p>The lines are streamed. The server gets them unchanged, or in UTF-8 if the script has another encoding. The server
 * alone checks them.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">PostgreSQL, COPY</a>
 */
public final class CopyData extends InputStream {
    private final ScriptBytes bytes;
    private final Charset charset;
    private final int line;
    private boolean atLineStart = true;
    private boolean ended;

    /**
     * Reads the lines that come next in the script.
     *
     * @param charset the encoding of the data
     */
    CopyData(ScriptBytes bytes, Charset charset) {
        this.bytes = bytes;
        this.charset = charset;
        this.line = bytes.line();
    }

    /** The line of the script that the first line of data is on. */
    public int line() {
        return line;
    }

    /** The data in UTF-8, as the server gets it. */
    public InputStream inUtf8() {
        return charset.equals(UTF_8) ? this : new Utf8Stream(this, charset);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int taken = 0;
        while (taken < length && !ends()) {
            taken += bytes.takeLine(target, offset + taken, length - taken);
            atLineStart = target[offset + taken - 1] == '\n';
        }
        return taken == 0 && length > 0 ? -1 : taken;
    }

    /** Skips the rest of the data. */
    void finish() throws IOException {
        byte[] rest = new byte[1 << 13];
        while (read(rest, 0, rest.length) >= 0) {
            // Skips to the end.
        }
    }

    private boolean ends() throws IOException {
        if (!ended && atLineStart) {
            ended = endsHere("\\.\n") || endsHere("\\.\r\n");
            if (!ended && bytes.endingIn("\\.")) {
                bytes.skip(2);
                ended = true;
            }
        }
        ended |= bytes.peek() == ScriptBytes.END;
        return ended;
    }

    private boolean endsHere(String end) throws IOException {
        boolean here = bytes.lookingAt(end);
        if (here) {
            bytes.skip(end.length());
        }
        return here;
    }
}
