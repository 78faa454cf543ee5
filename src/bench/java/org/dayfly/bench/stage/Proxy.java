package org.dayfly.bench.stage;

/** A proxy that runs in front of the server. */
public interface Proxy extends AutoCloseable {
    String name();

    /** Where it listens, on loopback. */
    int port();

    /** The process. */
    long pid();

    @Override
    void close();
}
