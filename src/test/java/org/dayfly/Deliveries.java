package org.dayfly;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The ways in which a network may deliver bytes: at once, one by one, and in two pieces cut anywhere. */
public final class Deliveries {
    private Deliveries() {}

    public static Stream<List<byte[]>> of(byte[] bytes) {
        Stream<List<byte[]>> whole = Stream.of(List.of(bytes));
        return Stream.concat(
                whole,
                Stream.concat(
                        Stream.of(bytewise(bytes)),
                        IntStream.range(1, bytes.length)
                                .mapToObj(at -> List.of(piece(bytes, 0, at), piece(bytes, at)))));
    }

    private static List<byte[]> bytewise(byte[] bytes) {
        return IntStream.range(0, bytes.length)
                .mapToObj(at -> piece(bytes, at, at + 1))
                .toList();
    }

    private static byte[] piece(byte[] bytes, int from) {
        return piece(bytes, from, bytes.length);
    }

    private static byte[] piece(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
