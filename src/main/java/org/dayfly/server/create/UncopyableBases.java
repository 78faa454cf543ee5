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
import org.dayfly.sql.ErrorCode;
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
     * The database does not exist, a drop of it was interrupted, sessions are open on it, a file of it is missing, or a
     * page or an index is damaged.
     */
    private static final Set<ErrorCode> OF_THE_TEMPLATE = Set.of(
            ErrorCode.INVALID_CATALOG_NAME,
            ErrorCode.OBJECT_NOT_IN_PREREQUISITE_STATE,
            ErrorCode.OBJECT_IN_USE,
            ErrorCode.UNDEFINED_FILE,
            ErrorCode.DATA_CORRUPTED,
            ErrorCode.INDEX_CORRUPTED);

    private static final Query<Boolean> TAKE =
            new Query<>("SELECT true FROM registry.reclaim_sealed(?, ?)", row -> true);

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
        if (outdated.isEmpty() && !ErrorCode.isIn(OF_THE_TEMPLATE, failure)) {
            return failure;
        }
        UncopyableException refusal = new UncopyableException(base, failure);
        if (taken.asMap().putIfAbsent(intent.source().orElse(""), true) != null) {
            return refusal;
        }
        Reason reason = outdated.isPresent() ? Reason.OUTDATED : Reason.UNCOPYABLE;
        TAKE.all(registry, base.value(), reason.code());
        log.warn("{}; dayfly drops it and makes it again", refusal.getMessage());
        BaseGoneException gone = new BaseGoneException(base);
        gone.initCause(failure);
        return gone;
    }
}
