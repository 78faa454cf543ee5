package org.dayfly.server.create;

import java.sql.SQLException;
import java.time.Duration;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.ServerCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures which strategy makes databases faster on a server. The answer depends on the server's disk and settings, and
 * the faster strategy may be several times as fast.
 *
 * <p>The reaper drops the databases that are made for the measurement, like any other database.
 */
public final class StrategyChoice {
    private static final Logger log = LoggerFactory.getLogger(StrategyChoice.class);

    /**
     * wal_log must be this many times faster to be chosen. A database that is made by wal_log passes through shared
     * buffers and the log. A server that makes one database after the other runs out of both. Then wal_log takes three
     * times as long, and a copy of files takes as long as ever.
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
            // The server's first CREATE DATABASE reads the template from disk, with either strategy.
            maker.measure(CreateStrategy.WAL_LOG);
            Duration walLog = maker.measure(CreateStrategy.WAL_LOG);
            Measured files = files(server);
            CreateStrategy faster = faster(files.strategy(), files.taken(), walLog);
            log.info(
                    "databases are made by {}: a copy of files took {} ms, wal_log took {} ms",
                    faster,
                    files.taken().toMillis(),
                    walLog.toMillis());
            return faster;
        } catch (SQLException e) {
            log.warn("could not measure the strategies of CREATE DATABASE, using the default: {}", e.getMessage());
            return CreateStrategy.SERVER_DEFAULT;
        }
    }

    private record Measured(CreateStrategy strategy, Duration taken) {}

    /** Measures a copy of files, also on a server that refuses to clone files. */
    private Measured files(ServerCheck server) throws SQLException {
        if (server.ofFiles() == CreateStrategy.FILE_CLONE) {
            try {
                return new Measured(CreateStrategy.FILE_CLONE, maker.measure(CreateStrategy.FILE_CLONE));
            } catch (SQLException e) {
                log.info("the server cannot clone files: {}", e.getMessage());
            }
        }
        return new Measured(CreateStrategy.FILE_COPY, maker.measure(CreateStrategy.FILE_COPY));
    }

    /** Chooses between the two strategies by how long each took. */
    public static CreateStrategy faster(CreateStrategy ofFiles, Duration files, Duration walLog) {
        return files.compareTo(walLog.multipliedBy(HANDICAP)) < 0 ? ofFiles : CreateStrategy.WAL_LOG;
    }
}
