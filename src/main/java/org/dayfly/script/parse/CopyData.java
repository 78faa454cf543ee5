package org.dayfly.script.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/**
 * The lines between {@code COPY … FROM stdin;} and {@code \.}, or the end of the script: streamed, and given to the
 * server as they are or, from another encoding, in UTF-8; the server is the judge of them.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">PostgreSQL, COPY</a>
 */
public final class CopyData extends InputStream {
    private final ScriptBytes bytes;
    private final Charset charset;
    private final int line;
    private boolean atLineStart = true;
    private boolean ended;

    /** @param charset what the data is in */
    CopyData(ScriptBytes bytes, Charset charset) {
        this.bytes = bytes;
        this.charset = charset;
        this.line = bytes.line();
    }

    /** The script's line that the first line of data stands in. */
    public int line() {
        return line;
    }

    /** The data as the server gets it. */
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

    /** Passes over what nobody read. */
    void finish() throws IOException {
        byte[] rest = new byte[1 << 13];
        while (read(rest, 0, rest.length) >= 0) {
            // on to the end
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
