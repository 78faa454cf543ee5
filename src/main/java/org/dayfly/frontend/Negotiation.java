package org.dayfly.frontend;

import java.util.List;
import java.util.Optional;
import org.dayfly.protocol.NegotiateProtocolVersion;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;

/**
 * The protocol version that a client's session will speak, and the answer about it.
 *
 * @param spoken 3.0 or 3.2; 3.1 was never used and is treated as 3.0
 * @param answer for a client that asked for a version or an option that is not supported
 * @see <a href="https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-VERSIONS">PostgreSQL, protocol
 *     versions</a>
 */
record Negotiation(ProtocolVersion spoken, Optional<NegotiateProtocolVersion> answer) {
    static Negotiation of(StartupMessage message, ProtocolVersion newest) {
        ProtocolVersion wanted = message.version();
        List<String> unknown = message.parameters().protocolOptions();
        boolean atLeastNewest = wanted.compareTo(ProtocolVersion.V3_2) >= 0;
        ProtocolVersion spoken = atLeastNewest ? newest : ProtocolVersion.V3_0;
        boolean tooNew = atLeastNewest && wanted.compareTo(newest) > 0;
        return new Negotiation(
                spoken,
                tooNew || !unknown.isEmpty()
                        ? Optional.of(new NegotiateProtocolVersion(spoken, unknown))
                        : Optional.empty());
    }
}
