package org.dayfly.server.lease;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.copy.CopySources;
import org.dayfly.server.copy.TemplateMaker;
import org.dayfly.server.copy.Templates;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.Request;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.SingleFlight;

/** Finds the base of a new database: a template of proxy.conf, a snapshot of another database, or nothing. */
public final class BaseFinder {
    private final Templates templates;
    private final TemplateMaker templateMaker;
    private final CopySources shared;
    private final Leases leases;
    private final BlockingTasks tasks;
    private final String usual;
    /** One worker is enough to make a template again, however many clients find that the template is gone. */
    private final SingleFlight<Base, Base> remaking = new SingleFlight<>();

    /** @param major the major version of the server */
    public BaseFinder(
            Templates templates,
            TemplateMaker templateMaker,
            CopySources shared,
            Leases leases,
            BlockingTasks tasks,
            int major) {
        this.templates = templates;
        this.templateMaker = templateMaker;
        this.shared = shared;
        this.leases = leases;
        this.tasks = tasks;
        this.usual = String.valueOf(major);
    }

    /**
     * Finds the base for a copy of a source.
     *
     * @param source empty: the new database is not a copy; for a whole server, its major version
     * @param wanted the request that waits for the answer
     * @param patience how long to wait for the first rest of a source that was never at rest
     */
    CompletableFuture<Base> of(Optional<Key> source, Request wanted, Duration patience) {
        if (wanted.kind() == LeaseKind.SERVER) {
            return CompletableFuture.completedFuture(Base.server(source.filter(version -> !isUsual(version))));
        }
        if (source.isEmpty()) {
            return CompletableFuture.completedFuture(templates.fresh());
        }
        return templates
                .named(source.get())
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> shared.of(source.get(), wanted, patience));
    }

    private Allocation over(Allocation allocation, Key key) throws SQLException {
        Optional<Leases.Holder> holder = leases.holder(key);
        return holder.isPresent()
                ? allocation.over(holder.get())
                : allocation.of(leases.lastKind(key).orElse(LeaseKind.DATABASE));
    }

    /** Whether other servers can make the same: nothing is copied, or only a template. */
    boolean isOnAllServers(Allocation allocation) {
        return allocation.request().kind() == LeaseKind.SERVER
                || allocation.source().map(templates::has).orElse(true);
    }

    private boolean isUsual(Key version) {
        return version.value().equals(usual);
    }

    /**
     * The allocation of a reset, with what its key has now.
     *
     * @throws ClientError 22023 if the client wants a version that only whole servers have, and the key has none
     */
    CompletableFuture<Allocation> over(Allocation allocation) {
        Key key = allocation.key().orElseThrow();
        return tasks.ask(() -> over(allocation, key)).thenApply(reset -> {
            Optional<Key> version = allocation.request().source();
            if (reset.request().kind() != LeaseKind.SERVER
                    && version.filter(it -> !isUsual(it)).isPresent()) {
                throw ClientError.of(
                                SqlState.INVALID_PARAMETER_VALUE,
                                "there is no server for databases of PostgreSQL " + version.get())
                        .withHint("connect as \"server." + key + "\" for a whole server of this version");
            }
            return reset;
        });
    }

    /**
     * Makes a template again whose database is gone, so that the gone database is not found again. An administrator may
     * have dropped the database. Does nothing for a base that is not a template in force.
     */
    CompletableFuture<Base> lost(Base gone) {
        return gone.sealed().filter(templates.inForce()::contains).isEmpty()
                ? CompletableFuture.completedFuture(gone)
                : remaking.join(
                        gone,
                        () -> tasks.make(() -> {
                            templateMaker.makeAgain(gone);
                            return gone;
                        }));
    }
}
