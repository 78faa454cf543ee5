package org.dayfly.server.lease;

import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;

/** The errors for a client that gets no database because of the server's place among other servers. */
final class MembershipErrors {
    private MembershipErrors() {}

    /** The error if an operator drains the server. */
    static ClientError draining() {
        return ClientError.of(SqlState.CANNOT_CONNECT_NOW, "this server takes no new databases now")
                .ofKind(ErrorKind.DRAINING)
                .withHint("the operator is draining it, and may add another server or run dayfly undrain");
    }

    /** The error if other proxies use the server with another directory of keys. */
    static ClientError elsewhere() {
        return ClientError.of(SqlState.CANNOT_CONNECT_NOW, "this dayfly does not know where the databases of keys are")
                .ofKind(ErrorKind.OUT_OF_STEP)
                .withHint(
                        "another dayfly uses the server with more servers or another directory; the operator must give"
                                + " both the same servers and send SIGHUP, or start this dayfly again");
    }
}
