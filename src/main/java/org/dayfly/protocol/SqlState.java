package org.dayfly.protocol;

/**
 * The error codes that dayfly itself sends to a client.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, appendix A</a>
 */
public enum SqlState {
    PROTOCOL_VIOLATION("08P01", ErrorKind.CLIENT_MISTAKE),
    FEATURE_NOT_SUPPORTED("0A000", ErrorKind.CLIENT_MISTAKE),
    INVALID_PARAMETER_VALUE("22023", ErrorKind.CLIENT_MISTAKE),
    INVALID_AUTHORIZATION_SPECIFICATION("28000", ErrorKind.REFUSED),
    INVALID_PASSWORD("28P01", ErrorKind.REFUSED),
    INVALID_CATALOG_NAME("3D000", ErrorKind.GONE),
    INSUFFICIENT_PRIVILEGE("42501", ErrorKind.REFUSED),
    WRONG_OBJECT_TYPE("42809", ErrorKind.CLIENT_MISTAKE),
    TOO_MANY_CONNECTIONS("53300", ErrorKind.OVER_LIMIT),
    CONFIGURATION_LIMIT_EXCEEDED("53400", ErrorKind.OVER_LIMIT),
    OBJECT_IN_USE("55006", ErrorKind.NOT_READY),
    ADMIN_SHUTDOWN("57P01", ErrorKind.SHUTDOWN),
    CANNOT_CONNECT_NOW("57P03", ErrorKind.SERVER_UNREACHABLE),
    SYSTEM_ERROR("58000", ErrorKind.SERVER_FAILED),
    INTERNAL_ERROR("XX000", ErrorKind.INTERNAL);

    private final String code;
    private final ErrorKind kind;

    SqlState(String code, ErrorKind kind) {
        this.code = code;
        this.kind = kind;
    }

    /** The five characters that go on the wire. */
    public String code() {
        return code;
    }

    /** The kind of an error with this code, if the error names no other kind. */
    public ErrorKind kind() {
        return kind;
    }
}
