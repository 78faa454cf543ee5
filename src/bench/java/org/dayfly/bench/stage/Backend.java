package org.dayfly.bench.stage;

/** How all proxies alike reach the server. */
public enum Backend {
    TCP,
    SOCKET
}
