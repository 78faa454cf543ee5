package org.dayfly.config;

/** Which of the operating system's ways to wait for sockets dayfly uses. */
public enum Transport {
    /** The best that this platform has. */
    AUTO,
    EPOLL,
    IO_URING,
    KQUEUE,
    NIO
}
