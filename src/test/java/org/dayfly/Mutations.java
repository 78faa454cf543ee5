package org.dayfly;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes the bytes of an honest client with a few errors. The same seed gives the same bytes. */
public final class Mutations {
    private static final int[] EDGES = {0, 1, 4, 7, 8, 9, 10_004, 10_005, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private final Random random;
    private final List<byte[]> corpus;

    public Mutations(long seed, List<byte[]> corpus) {
        this.random = new Random(seed);
        this.corpus = corpus;
    }

    public byte[] next() {
        byte[] bytes = pick().clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = spoil(bytes);
        }
        return bytes;
    }

    /** The positions at which a test cuts the bytes when it sends them, in order. */
    public int[] cuts(int length) {
        return random.ints(random.nextInt(4), 0, length + 1).sorted().toArray();
    }

    private byte[] pick() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private byte[] spoil(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> Packet.together(bytes, pick());
            case 2 -> Packet.together(Arrays.copyOf(bytes, at), noise(), Arrays.copyOfRange(bytes, at, bytes.length));
            case 3 -> Packet.together(Arrays.copyOf(bytes, at), Arrays.copyOfRange(pick(), 0, 3));
            case 4 -> integer(bytes, 0);
            case 5 -> integer(bytes, at);
            case 6 -> bit(bytes, at, 1 << random.nextInt(8));
            default -> bit(bytes, at, random.nextInt(256));
        };
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(40)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] integer(byte[] bytes, int at) {
        if (at + 4 > bytes.length) {
            return bytes;
        }
        byte[] spoiled = bytes.clone();
        ByteBuffer.wrap(spoiled).putInt(at, EDGES[random.nextInt(EDGES.length)]);
        return spoiled;
    }

    private static byte[] bit(byte[] bytes, int at, int mask) {
        if (at == bytes.length) {
            return bytes;
        }
        byte[] spoiled = bytes.clone();
        spoiled[at] ^= (byte) mask;
        return spoiled;
    }
}
