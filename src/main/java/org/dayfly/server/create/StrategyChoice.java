package org.dayfly.server.create;

import java.sql.SQLException;
import java.time.Duration;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.ServerCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out how databases are made faster on a server: it depends on its disk and its settings, several times over.
 *
 * <p>Databases made for this are dropped by the reaper like any other.
 */
public final class StrategyChoice {
    private static final Logger log = LoggerFactory.getLogger(StrategyChoice.class);

    /**
     * So many times faster has wal_log to be. One that is made that way passes through shared buffers and the log, which a server
     * that makes one after the other runs out of: it takes three times as long then, and files as long as ever.
     */
    private static final int HANDICAP = 2;

    private final DatabaseMaker maker;

    public StrategyChoice(DatabaseMaker maker) {
        this.maker = maker;
    }

    public CreateStrategy faster(ServerCheck server) {
        if (!server.hasStrategies()) {
            return CreateStrategy.SERVER_DEFAULT;
        }
        try {
            // The server's first CREATE DATABASE reads the template from disk, whichever way it goes.
            maker.measure(CreateStrategy.WAL_LOG);
            Duration walLog = maker.measure(CreateStrategy.WAL_LOG);
            Duration files = maker.measure(server.ofFiles());
            CreateStrategy faster = faster(server.ofFiles(), files, walLog);
            log.info(
                    "databases are made by {}: of files in {} ms, by wal_log in {} ms",
                    faster,
                    files.toMillis(),
                    walLog.toMillis());
            return faster;
        } catch (SQLException e) {
            log.warn(
                    "could not measure how databases are made faster, which is left to the server: {}", e.getMessage());
            return CreateStrategy.SERVER_DEFAULT;
        }
    }

    /** Which of the two it is, by how long each took. */
    public static CreateStrategy faster(CreateStrategy ofFiles, Duration files, Duration walLog) {
        return files.compareTo(walLog.multipliedBy(HANDICAP)) < 0 ? ofFiles : CreateStrategy.WAL_LOG;
    }
}
