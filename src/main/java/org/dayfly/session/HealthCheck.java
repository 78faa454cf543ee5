package org.dayfly.session;

import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;

/**
 * The answers to a health check by user {@code health}. A check by HAProxy ({@code option pgsql-check}) passes when the
 * server says AuthenticationOk, and hangs up; a check by {@code pg_isready} passes with any error but 57P03.
 */
final class HealthCheck {
    private HealthCheck() {}

    static ClientError passed() {
        return ClientError.of(
                        SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                        "user \"health\" gets no session: dayfly is ready")
                .ofKind(ErrorKind.HEALTH_CHECK)
                .withHint("connect as \"new\" to get a database");
    }

    static ClientError failed() {
        return ClientError.of(SqlState.CANNOT_CONNECT_NOW, "no server takes new databases now")
                .ofKind(ErrorKind.DRAINING)
                .withHint("try again later");
    }
}
