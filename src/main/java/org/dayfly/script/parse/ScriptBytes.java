package org.dayfly.script.parse;

import java.io.IOException;
import java.io.InputStream;

/** Reads a script byte by byte, with lookahead and a line number. Bytes above 127 stay unchanged. */
final class ScriptBytes implements AutoCloseable {
    static final int END = -1;

    private static final int CAPACITY = 1 << 16;

    private final InputStream in;
    private final byte[] buffer;
    private int position;
    private int limit;
    private int line = 1;

    ScriptBytes(InputStream in) {
        this(in, CAPACITY);
    }

    /**
     * Reads a stream through a buffer.
     *
     * @param capacity size of the buffer in bytes, at least the longest lookahead
     */
    ScriptBytes(InputStream in, int capacity) {
        this.in = in;
        this.buffer = new byte[capacity];
    }

    /** The line that the next byte is on, from 1. */
    int line() {
        return line;
    }

    int peek() throws IOException {
        return position < limit || available(1) ? buffer[position] & 0xff : END;
    }

    int next() throws IOException {
        int next = peek();
        if (next != END) {
            position++;
            line += next == '\n' ? 1 : 0;
        }
        return next;
    }

    /**
     * Whether these bytes come next.
     *
     * @param bytes one character for each byte
     */
    boolean lookingAt(String bytes) throws IOException {
        if (!available(bytes.length())) {
            return false;
        }
        for (int i = 0; i < bytes.length(); i++) {
            if ((buffer[position + i] & 0xff) != bytes.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether only these bytes are left. */
    boolean endingIn(String bytes) throws IOException {
        return lookingAt(bytes) && !available(bytes.length() + 1);
    }

    void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    /**
     * Copies bytes of the current line that are in the buffer, up to and including its end. Copies none only at the end
     * of the script.
     */
    int takeLine(byte[] target, int offset, int length) throws IOException {
        available(1);
        int most = Math.min(length, limit - position);
        int taken = 0;
        while (taken < most) {
            byte moved = buffer[position + taken++];
            if (moved == '\n') {
                line++;
                break;
            }
        }
        System.arraycopy(buffer, position, target, offset, taken);
        position += taken;
        return taken;
    }

    private boolean available(int count) throws IOException {
        while (limit - position < count) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                return false;
            }
            limit += read;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
