package org.dayfly.config;

/** How dayfly waits for sockets: the operating system's interface. */
public enum Transport {
    /** The best interface of this platform. */
    AUTO,
    EPOLL,
    IO_URING,
    KQUEUE,
    NIO
}
