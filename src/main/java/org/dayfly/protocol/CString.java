package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/** The protocol's String: bytes up to a NUL. */
final class CString {
    private CString() {}

    /**
     * Reads up to the NUL, and skips the NUL.
     *
     * @throws MalformedMessageException if there is no NUL
     */
    static String read(ByteBuf in, Charset charset) {
        int length = in.bytesBefore((byte) 0);
        if (length < 0) {
            throw new MalformedMessageException("a string without its NUL");
        }
        String text = in.readString(length, charset);
        in.skipBytes(1);
        return text;
    }

    static String read(ByteBuf in) {
        return read(in, UTF_8);
    }

    static void write(ByteBuf out, String text, Charset charset) {
        out.writeCharSequence(text, charset);
        out.writeByte(0);
    }

    static void write(ByteBuf out, String text) {
        write(out, text, UTF_8);
    }
}
