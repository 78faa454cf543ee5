package org.dayfly.protocol;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The only exception whose message may be shown to a client. Any other exception reaches the client as XX000.
 *
 * <p>The message is a sentence in PostgreSQL's style (lower case, no full stop). The hint is the client's next step.
 * Neither may name a host behind the proxy or hold a secret.
 */
public final class ClientError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;
    private final @Nullable String detail;
    private final @Nullable String hint;

    private ClientError(
            String sqlState,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
        this.detail = detail;
        this.hint = hint;
    }

    public static ClientError of(SqlState state, String message) {
        return new ClientError(state.code(), message, null, null, null);
    }

    /**
     * The server's answer to the login that dayfly made for the client, without the server's file, line and routine.
     */
    public static ClientError of(ErrorResponse fromServer) {
        Map<Character, String> fields = fromServer.fields();
        return new ClientError(fromServer.sqlState(), fromServer.message(), fields.get('D'), fields.get('H'), null);
    }

    /** Finds the client error that a future failed with; empty if it failed with something else. */
    public static Optional<ClientError> in(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ClientError error ? Optional.of(error) : Optional.empty();
    }

    /** Whether a future failed with a client error that has one of these SQLSTATEs. */
    public static boolean isIn(Throwable failure, Set<String> sqlStates) {
        return in(failure)
                .map(ClientError::sqlState)
                .filter(sqlStates::contains)
                .isPresent();
    }

    public ClientError withDetail(String detail) {
        return new ClientError(sqlState, text(), detail, hint, getCause());
    }

    public ClientError withHint(String hint) {
        return new ClientError(sqlState, text(), detail, hint, getCause());
    }

    /** Adds the cause behind the proxy, for the log. The client never sees the cause. */
    public ClientError causedBy(Throwable cause) {
        return new ClientError(sqlState, text(), detail, hint, cause);
    }

    /** The five characters of the code. */
    public String sqlState() {
        return sqlState;
    }

    public boolean has(SqlState state) {
        return sqlState.equals(state.code());
    }

    public String text() {
        return String.valueOf(getMessage());
    }

    public @Nullable String detail() {
        return detail;
    }

    public @Nullable String hint() {
        return hint;
    }
}
