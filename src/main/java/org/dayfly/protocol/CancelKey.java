package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The secret that lets a client cancel a query: 4 bytes up to protocol 3.0, up to 256 bytes from 3.2 on. Compares in
 * constant time and prints as {@code ***}.
 *
 * <p>The key of a client that speaks protocol 3.2 carries the tag of its server, so that each dayfly knows which server
 * made the key. The tag is no secret. dayfly removes the tag before it sends the key to the server. The form of a key
 * with a tag:
 *
 * <pre>
 * offset  length    content
 *      0  7         dayfly_
 *      7  6         the tag
 *     13  4 to 243  the server's own key
 * </pre>
 */
public final class CancelKey {
    static final int MIN_LENGTH = 4;
    static final int MAX_LENGTH = 256;

    /** Begins a key with a tag. A server's own key is random: it begins like this once in 2^56 times. */
    private static final byte[] MARK = "dayfly_".getBytes(ISO_8859_1);

    private static final int TAG_LENGTH = 6;
    private static final int OWN_KEY_AT = MARK.length + TAG_LENGTH;

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

    /** A random key of the same length. */
    CancelKey another(RandomGenerator random) {
        byte[] other = new byte[bytes.length];
        random.nextBytes(other);
        return new CancelKey(other);
    }

    /** Whether a server of each protocol version may have made the key. Before version 3.2, keys have four bytes. */
    public boolean fitsEachVersion() {
        return bytes.length == MIN_LENGTH;
    }

    /**
     * The key with a tag in front; the key itself if it is too long for a tag.
     *
     * @param tag six Latin-1 characters
     */
    CancelKey tagged(String tag) {
        if (tag.length() != TAG_LENGTH) {
            throw new IllegalArgumentException("a tag of " + tag.length() + " characters");
        }
        int length = OWN_KEY_AT + bytes.length;
        if (length > MAX_LENGTH) {
            return this;
        }
        return new CancelKey(ByteBuffer.allocate(length)
                .put(MARK)
                .put(tag.getBytes(ISO_8859_1))
                .put(bytes)
                .array());
    }

    /** The tag that the key carries; empty if the key carries none. */
    Optional<String> tag() {
        return isTagged() ? Optional.of(new String(bytes, MARK.length, TAG_LENGTH, ISO_8859_1)) : Optional.empty();
    }

    /** The server's own key: the key without its tag, if it carries one. */
    CancelKey untagged() {
        return isTagged() ? new CancelKey(Arrays.copyOfRange(bytes, OWN_KEY_AT, bytes.length)) : this;
    }

    private boolean isTagged() {
        return bytes.length >= OWN_KEY_AT + MIN_LENGTH && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
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
