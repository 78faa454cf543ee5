package org.dayfly.bench.stage;

/** How each proxy connects to the server. */
public enum Backend {
    TCP,
    SOCKET
}
