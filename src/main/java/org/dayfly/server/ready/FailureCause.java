package org.dayfly.server.ready;

import java.util.Set;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;

/** Finds the cause if a session could not be opened ahead of its client. */
final class FailureCause {
    private FailureCause() {}

    /** Whether the database no longer exists. */
    static boolean databaseIsGone(Throwable failure) {
        return ClientError.isOf(failure, Set.of(ErrorKind.GONE));
    }

    /** Whether the parameters that the client sent may be the cause. */
    static boolean profileMayCause(Throwable failure) {
        return ClientError.isOf(failure, Set.of(ErrorKind.CLIENT_MISTAKE));
    }
}
