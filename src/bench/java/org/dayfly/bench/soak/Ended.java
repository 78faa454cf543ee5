package org.dayfly.bench.soak;

/** A client could not go on. The {@link Judge} has recorded the cause. */
final class Ended extends Exception {
    private static final long serialVersionUID = 1;
}
