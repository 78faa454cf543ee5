package org.dayfly.server.warm;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.config.RoleSettings;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.BaseGoneException;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.warm.Stock.Making;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes warm databases on threads that may wait.
 *
 * @param most the number of databases that may be in the making at once
 * @param backlog reduces this number
 * @param room the disk that ready databases may take
 */
public record Makers(Maker maker, BlockingTasks tasks, int most, Backlog backlog, WarmRoom room) {
    private static final Logger log = LoggerFactory.getLogger(Makers.class);

    /** Makes one database, with the given settings of its role. */
    @FunctionalInterface
    public interface Maker {
        WarmDatabase make(Base base, RoleSettings role) throws SQLException;
    }

    /** How many databases may be in the making now. */
    int now() {
        return backlog.makers(most);
    }

    /** Makes a database; empty if its base is gone. */
    CompletableFuture<Optional<WarmDatabase>> make(Making begun) {
        return tasks.make(() -> {
            try {
                return Optional.of(maker.make(begun.base(), begun.role()));
            } catch (BaseGoneException overtaken) {
                log.debug("the base is gone, it has to be chosen again", overtaken);
                return Optional.empty();
            }
        });
    }
}
