package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The secret that lets a client cancel a query: 4 bytes up to protocol 3.0, up to 256 bytes from 3.2 on. Compares in
 * constant time and prints as {@code ***}.
 */
public final class CancelKey {
    static final int MIN_LENGTH = 4;
    static final int MAX_LENGTH = 256;

    private final byte[] bytes;

    private CancelKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Decodes the rest of a message.
     *
     * @throws MalformedMessageException if the rest is too short or too long for a key
     */
    static CancelKey decode(ByteBuf in) {
        int length = in.readableBytes();
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw new MalformedMessageException("a cancel key of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return new CancelKey(bytes);
    }

    /** Whether a server of each protocol version may have made the key. Before version 3.2, keys have four bytes. */
    public boolean fitsEachVersion() {
        return bytes.length == MIN_LENGTH;
    }

    void encode(ByteBuf out) {
        out.writeBytes(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CancelKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
