package org.dayfly.bench.soak;

/** A client could not go on; the {@link Judge} knows why. */
final class Ended extends Exception {
    private static final long serialVersionUID = 1;
}
