package org.dayfly.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one exception whose words may be shown to a client; whatever else is thrown reaches it as XX000 only.
 *
 * <p>The message is a sentence in PostgreSQL's manner (lower case, no full stop); the hint is the client's next step.
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

    /** What a server said to the login that dayfly made for the client; its file, line and routine are left out. */
    public static ClientError of(ErrorResponse fromServer) {
        Map<Character, String> fields = fromServer.fields();
        return new ClientError(fromServer.sqlState(), fromServer.message(), fields.get('D'), fields.get('H'), null);
    }

    public ClientError withDetail(String detail) {
        return new ClientError(sqlState, text(), detail, hint, getCause());
    }

    public ClientError withHint(String hint) {
        return new ClientError(sqlState, text(), detail, hint, getCause());
    }

    /** Keeps what went wrong behind the proxy for the log; the client never sees it. */
    public ClientError causedBy(Throwable cause) {
        return new ClientError(sqlState, text(), detail, hint, cause);
    }

    /** The five characters of the code. */
    public String sqlState() {
        return sqlState;
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
