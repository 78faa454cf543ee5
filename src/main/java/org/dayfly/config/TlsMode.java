package org.dayfly.config;

/** Whether clients' connections are encrypted. */
public enum TlsMode {
    /** dayfly declines TLS. */
    DISABLE,
    /** A client that asks for TLS gets TLS. */
    ALLOW,
    /** A client that continues without TLS is refused, except on a Unix socket. */
    REQUIRE
}
