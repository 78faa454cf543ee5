package org.dayfly.transport;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.List;

/** The library for TLS: BoringSSL, which Netty brings for most platforms and which costs half; elsewhere the JDK. */
public enum TlsProvider {
    BORING_SSL(SslProvider.OPENSSL),
    JDK(SslProvider.JDK);

    /** The TLS versions for clients and for servers. */
    public static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private final SslProvider netty;

    TlsProvider(SslProvider netty) {
        this.netty = netty;
    }

    /** The best provider on this platform. */
    public static TlsProvider best() {
        return OpenSsl.isAvailable() ? BORING_SSL : JDK;
    }

    public SslProvider netty() {
        return netty;
    }

    /** A description for the log. */
    @Override
    public String toString() {
        return this == JDK ? "the JDK" : OpenSsl.versionString();
    }
}
