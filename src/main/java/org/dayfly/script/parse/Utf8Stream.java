package org.dayfly.script.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;

/** Converts text from another encoding to UTF-8 while it is read. */
final class Utf8Stream extends InputStream {
    private static final int CHARACTERS = 1 << 13;

    private final Charset charset;
    private final Reader in;
    private final char[] characters = new char[CHARACTERS];
    private ByteBuffer out = ByteBuffer.allocate(0);

    Utf8Stream(InputStream in, Charset charset) {
        this.charset = charset;
        this.in = new BufferedReader(
                new InputStreamReader(in, charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT)));
    }

    @Override
    public int read() throws IOException {
        return filled() ? out.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!filled()) {
            return -1;
        }
        int taken = Math.min(length, out.remaining());
        out.get(target, offset, taken);
        return taken;
    }

    private boolean filled() throws IOException {
        while (!out.hasRemaining()) {
            int read;
            try {
                read = in.read(characters, 0, characters.length);
            } catch (CharacterCodingException e) {
                throw new IOException("the data is no text in " + charset, e);
            }
            if (read < 0) {
                return false;
            }
            out = UTF_8.encode(CharBuffer.wrap(characters, 0, read));
        }
        return true;
    }
}
