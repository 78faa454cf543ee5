package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;

/**
 * What a client may say before anything else: a packet without a type byte.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP">PostgreSQL,
 *     start-up</a>
 */
public sealed interface StartupPacket permits EncryptionRequest, CancelRequest, StartupMessage, UnsupportedProtocol {
    /** The least and the most that the length word may say; it counts itself. */
    int MIN_LENGTH = 8;

    /** PostgreSQL's MAX_STARTUP_PACKET_LENGTH, which leaves out the length word. */
    int MAX_LENGTH = 10_000 + Integer.BYTES;

    /**
     * Reads the packet behind its length word, to its last byte.
     *
     * @throws MalformedMessageException for garbage that gets no answer
     * @throws ClientError 08P01 for a startup message that is laid out wrongly
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

    /** One method for each packet, so that a forgotten one does not compile. */
    interface Visitor {
        void encryptionRequest(EncryptionRequest request);

        void cancelRequest(CancelRequest request);

        void startupMessage(StartupMessage message);

        void unsupportedProtocol(UnsupportedProtocol packet);
    }
}
