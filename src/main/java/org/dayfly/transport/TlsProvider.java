package org.dayfly.transport;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.List;

/** Who does TLS here: BoringSSL, which Netty brings for most platforms, as it costs half; elsewhere the JDK. */
public enum TlsProvider {
    BORING_SSL(SslProvider.OPENSSL),
    JDK(SslProvider.JDK);

    /** The versions that are spoken, with clients and with servers. */
    public static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private final SslProvider netty;

    TlsProvider(SslProvider netty) {
        this.netty = netty;
    }

    /** The one to take. */
    public static TlsProvider best() {
        return OpenSsl.isAvailable() ? BORING_SSL : JDK;
    }

    public SslProvider netty() {
        return netty;
    }

    /** For the log. */
    @Override
    public String toString() {
        return this == JDK ? "the JDK" : OpenSsl.versionString();
    }
}
