package org.dayfly.protocol;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The only exception whose message may be shown to a client. Any other exception reaches the client as XX000.
 *
 * <p>The message is a sentence in PostgreSQL's style (lower case, no full stop). The hint is the client's next step.
 * Neither may name a host behind the proxy or hold a secret. The SQLSTATE is for the client, the kind is for dayfly.
 */
public final class ClientError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;
    private final String sqlState;
    private final @Nullable String detail;
    private final @Nullable String hint;

    private ClientError(
            ErrorKind kind,
            String sqlState,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.sqlState = sqlState;
        this.detail = detail;
        this.hint = hint;
    }

    /** An error of the kind that the SQLSTATE usually has. */
    public static ClientError of(SqlState state, String message) {
        return new ClientError(state.kind(), state.code(), message, null, null, null);
    }

    /**
     * The server's answer to the login that dayfly made for the client, without the server's file, line and routine.
     */
    public static ClientError of(ErrorResponse fromServer) {
        Map<Character, String> fields = fromServer.fields();
        String sqlState = fromServer.sqlState();
        return new ClientError(
                ErrorKind.ofServer(sqlState), sqlState, fromServer.message(), fields.get('D'), fields.get('H'), null);
    }

    /** Finds the client error that a future failed with; empty if it failed with something else. */
    public static Optional<ClientError> in(Throwable failure) {
        return FutureFailure.cause(failure) instanceof ClientError error ? Optional.of(error) : Optional.empty();
    }

    /** Whether a future failed with a client error of one of these kinds. */
    public static boolean isOf(Throwable failure, Set<ErrorKind> kinds) {
        return in(failure).filter(error -> kinds.contains(error.kind())).isPresent();
    }

    /** Sets the kind, if it is not the kind that the SQLSTATE usually has. */
    public ClientError ofKind(ErrorKind other) {
        return new ClientError(other, sqlState, text(), detail, hint, getCause());
    }

    public ClientError withDetail(String detail) {
        return new ClientError(kind, sqlState, text(), detail, hint, getCause());
    }

    public ClientError withHint(String hint) {
        return new ClientError(kind, sqlState, text(), detail, hint, getCause());
    }

    /** Adds the cause behind the proxy, for the log. The client never sees the cause. */
    public ClientError causedBy(Throwable cause) {
        return new ClientError(kind, sqlState, text(), detail, hint, cause);
    }

    public ErrorKind kind() {
        return kind;
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
