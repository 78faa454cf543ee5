package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A packet that a client may send before anything else. It has no type byte.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP">PostgreSQL,
 *     start-up</a>
 */
public sealed interface StartupPacket permits EncryptionRequest, CancelRequest, StartupMessage, UnsupportedProtocol {
    /** The least value of the length word, which counts itself. */
    int MIN_LENGTH = 8;

    /**
     * The greatest value of the length word: PostgreSQL's MAX_STARTUP_PACKET_LENGTH, which leaves out the length word.
     */
    int MAX_LENGTH = 10_000 + Integer.BYTES;

    /**
     * Decodes the packet behind its length word, to its last byte.
     *
     * @throws MalformedMessageException for garbage, which gets no answer
     * @throws ClientError 08P01 for a startup message with a wrong layout
     */
    static StartupPacket decode(ByteBuf packet) {
        int code = packet.readInt();
        if (code == CancelRequest.CODE) {
            return CancelRequest.decode(packet);
        }
        for (EncryptionRequest request : EncryptionRequest.values()) {
            if (code == request.code()) {
                packet.skipBytes(packet.readableBytes());
                return request;
            }
        }
        ProtocolVersion version = ProtocolVersion.of(code);
        if (version.major() != ProtocolVersion.V3_0.major()) {
            packet.skipBytes(packet.readableBytes());
            return new UnsupportedProtocol(version);
        }
        return StartupMessage.decode(version, packet);
    }

    /** Calls the method of the handler that this packet is for. */
    void visit(Visitor visitor);

    /** One method for each packet, so that a forgotten packet does not compile. */
    interface Visitor {
        void encryptionRequest(EncryptionRequest request);

        void cancelRequest(CancelRequest request);

        void startupMessage(StartupMessage message);

        void unsupportedProtocol(UnsupportedProtocol packet);
    }
}
