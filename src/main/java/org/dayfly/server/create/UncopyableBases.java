package org.dayfly.server.create;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.UncopyableException;
import org.dayfly.sql.Query;
import org.dayfly.sql.SqlFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a sealed database out of service that the server refuses to copy, so that it is made anew: a template by its
 * scripts, a snapshot from its source. That is done once in a while for each: if the new one fails as well, its clients
 * are told.
 *
 * <p>Only a refusal that is about the sealed database counts. A full disk or a missing right is no reason to make it
 * anew. Safe for use by any thread.
 */
final class UncopyableBases {
    private static final Logger log = LoggerFactory.getLogger(UncopyableBases.class);
    private static final Duration AGAIN_AFTER = Duration.ofMinutes(10);

    /**
     * It does not exist, a drop of it was interrupted, sessions are in it, a file is missing, a page or an index is
     * damaged.
     */
    private static final Set<String> OF_THE_TEMPLATE = Set.of("3D000", "55000", "55006", "58P01", "XX001", "XX002");

    private static final Query<Boolean> TAKE = new Query<>("""
            UPDATE registry.lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ? AND state = 'sealed' RETURNING true""", row -> true);

    /** The sources whose sealed database was taken out of service in the last minutes. */
    private final Cache<String, Boolean> taken =
            Caffeine.newBuilder().expireAfterWrite(AGAIN_AFTER).build();

    /**
     * What to throw after CREATE DATABASE has failed.
     *
     * @param intent of the database that was to be made
     * @return a {@link BaseGoneException} if what it was to be a copy of is out of service now
     */
    SQLException failed(Connection registry, Intent intent, SQLException failure) throws SQLException {
        if (intent.base().isEmpty() || SqlFailure.isUnreachable(failure)) {
            return failure;
        }
        DatabaseName base = intent.base().get();
        Optional<String> outdated = CollationVersion.outdated(registry, base.value());
        if (outdated.isEmpty() && !OF_THE_TEMPLATE.contains(String.valueOf(failure.getSQLState()))) {
            return failure;
        }
        UncopyableException refusal = new UncopyableException(base, failure);
        if (taken.asMap().putIfAbsent(intent.source().orElse(""), true) != null) {
            return refusal;
        }
        Reason reason = outdated.isPresent() ? Reason.OUTDATED : Reason.UNCOPYABLE;
        TAKE.all(registry, reason.code(), base.value());
        log.warn("{}; it is dropped and made anew", refusal.getMessage());
        BaseGoneException gone = new BaseGoneException(base);
        gone.initCause(failure);
        return gone;
    }
}
