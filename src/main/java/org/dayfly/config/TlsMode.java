package org.dayfly.config;

/** Whether clients' connections are encrypted. */
public enum TlsMode {
    /** TLS is declined. */
    DISABLE,
    /** Who asks for TLS gets it. */
    ALLOW,
    /** Who goes on without TLS is refused, but on a Unix socket. */
    REQUIRE
}
