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
 * Takes a sealed database out of service if the server refuses to copy the database. The sealed database is then made
 * again: a template by its scripts, a snapshot from its source. This is done at most once in 10 minutes for each
 * source. If the new sealed database fails as well, its clients get the error.
 *
 * <p>Only a refusal that is about the sealed database counts. A full disk or a missing right is no reason to make the
 * sealed database again. Safe for use by any thread.
 */
final class UncopyableBases {
    private static final Logger log = LoggerFactory.getLogger(UncopyableBases.class);
    private static final Duration AGAIN_AFTER = Duration.ofMinutes(10);

    /**
     * 3D000: the database does not exist. 55000: a drop of the database was interrupted. 55006: sessions are open on
     * the database. 58P01: a file is missing. XX001: a page is damaged. XX002: an index is damaged.
     */
    private static final Set<String> OF_THE_TEMPLATE = Set.of("3D000", "55000", "55006", "58P01", "XX001", "XX002");

    private static final Query<Boolean> TAKE = new Query<>("""
            UPDATE registry.lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ? AND state = 'sealed' RETURNING true""", row -> true);

    /** The sources whose sealed database was taken out of service in the last 10 minutes. */
    private final Cache<String, Boolean> taken =
            Caffeine.newBuilder().expireAfterWrite(AGAIN_AFTER).build();

    /**
     * The exception to throw after CREATE DATABASE has failed.
     *
     * @param intent the intent of the database that was to be made
     * @return a {@link BaseGoneException} if the sealed database to copy is out of service now
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
