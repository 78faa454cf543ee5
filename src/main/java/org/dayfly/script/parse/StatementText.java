package org.dayfly.script.parse;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;
import java.util.OptionalInt;

/** Collects the bytes of one statement while the reader reads them. */
final class StatementText {
    private static final int ROOM = 1 << 13;
    private static final int MUCH_ROOM = 1 << 20;
    private static final int LONGEST_KEYWORD = "procedure".length();
    private static final char REPLACEMENT = '\uFFFD';

    private byte[] bytes = new byte[ROOM];
    private int length;
    private Charset charset = ClientEncoding.initial();

    /** Sets the encoding of the bytes that follow. */
    void in(Charset encoding) {
        charset = encoding;
    }

    Charset charset() {
        return charset;
    }

    void append(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.multiplyExact(length, 2));
        }
        bytes[length++] = (byte) value;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /**
     * The bytes from this position on, in lower case. Empty if they are longer than any keyword that the reader looks
     * for.
     */
    String wordFrom(int start) {
        StringBuilder word = new StringBuilder(LONGEST_KEYWORD);
        for (int i = start; i < length && length - start <= LONGEST_KEYWORD; i++) {
            int value = bytes[i] & 0xff;
            word.append((char) (value >= 'A' && value <= 'Z' ? value + 'a' - 'A' : value));
        }
        return word.toString();
    }

    /** A part of the text. */
    String cut(int start, int end) {
        return new String(bytes, start, end - start, charset);
    }

    /**
     * The line of the statement, from 0, on which the bytes are not text in their encoding. A zero byte counts as such
     * an error, because the protocol would take it for the end of the statement.
     *
     * @param decoded the result of {@link #toString}
     */
    OptionalInt faultyLine(String decoded) {
        int zero = decoded.indexOf(0);
        if (zero >= 0) {
            return OptionalInt.of(lineEnds(decoded.substring(0, zero)));
        }
        // The slow check runs only if there is a replacement character. The file itself may hold that character too.
        return decoded.indexOf(REPLACEMENT) < 0 ? OptionalInt.empty() : malformedLine();
    }

    private OptionalInt malformedLine() {
        CharsetDecoder decoder = charset.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        CharBuffer out = CharBuffer.allocate(ROOM);
        int line = 0;
        CoderResult result;
        do {
            result = decoder.decode(in, out, true);
            line += lineEnds(out.flip().toString());
            out.clear();
        } while (result.isOverflow());
        return result.isError() ? OptionalInt.of(line) : OptionalInt.empty();
    }

    static int lineEnds(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, charset);
    }

    void clear() {
        length = 0;
        if (bytes.length > MUCH_ROOM) {
            bytes = new byte[ROOM];
        }
    }
}
