package org.dayfly.bench.stage;

/** A proxy that runs in front of the server. */
public interface Proxy extends AutoCloseable {
    String name();

    /** The port of loopback that the proxy listens on. */
    int port();

    /** The process id. */
    long pid();

    @Override
    void close();
}
