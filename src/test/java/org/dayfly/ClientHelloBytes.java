package org.dayfly;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** The first record of a client that begins TLS. */
final class ClientHelloBytes {
    private ClientHelloBytes() {}

    static byte[] naming(String protocol) {
        SSLEngine engine = TestCertificates.trusting("TLSv1.3").createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        engine.setSSLParameters(parameters);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        try {
            engine.beginHandshake();
            engine.wrap(ByteBuffer.allocate(0), record);
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
        byte[] bytes = new byte[record.flip().remaining()];
        record.get(bytes);
        return bytes;
    }
}
