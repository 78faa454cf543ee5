package org.dayfly.server.lease;

import org.dayfly.config.QuotaSettings.KeyPrefix;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.LeaseKind;

/** The errors for a client that gets no database because a limit is reached. */
final class LimitErrors {
    private LimitErrors() {}

    /** The error for the limit that refused a hand-out. */
    static ClientError of(LeaseKind kind, HandOut order, RegistryHandOut.Answer answer) {
        return switch (answer.outcome()) {
            case FULL -> full(kind, order.terms().quota().databases(), answer.held());
            case CROWDED -> crowded(order.terms().quota().perAddress(), answer.held());
            case CROWDED_KEY -> crowdedKey(order.prefix().orElseThrow(), answer.held());
            case FRESH, GONE, TAKEN, ELSEWHERE -> throw new IllegalArgumentException("no limit was met: " + answer);
        };
    }

    /**
     * The error for the limit of all databases, or of all whole servers.
     *
     * @param held how many databases cannot give way
     */
    static ClientError full(LeaseKind kind, int most, int held) {
        String all = kind == LeaseKind.SERVER ? "whole servers" : "databases";
        String setting = kind == LeaseKind.SERVER ? "databases.servers.max" : "databases.max";
        return ClientError.of(
                        SqlState.TOO_MANY_CONNECTIONS,
                        held == most
                                ? "all " + most + " " + all + " are in use"
                                : held + " " + all + " are in use, and " + setting + " allows " + most)
                .withHint("close the sessions on one of them, or raise " + setting + " in proxy.conf");
    }

    private static ClientError crowded(int most, int held) {
        return ClientError.of(
                        SqlState.CONFIGURATION_LIMIT_EXCEEDED,
                        held == most
                                ? "your address has " + most + " databases, and all are in use"
                                : held + " databases of your address are in use, and limits.per-address allows " + most)
                .withHint("close the sessions on one of them, or ask the operator to raise limits.per-address");
    }

    private static ClientError crowdedKey(KeyPrefix limit, int held) {
        return ClientError.of(
                        SqlState.CONFIGURATION_LIMIT_EXCEEDED,
                        (held == limit.most()
                                        ? "there are %d databases with keys that begin with \"%s\", and all are in use"
                                        : "%d databases with keys that begin with \"%s\" are in use, and "
                                                + "limits.key-prefixes allows "
                                                + limit.most())
                                .formatted(held, limit.prefix()))
                .withHint("close the sessions on one of them, or ask the operator to raise limits.key-prefixes");
    }
}
