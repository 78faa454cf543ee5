package org.dayfly.server.warm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.warm.Stock.Making;
import org.dayfly.server.warm.Stock.Waiting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes databases before clients ask: empty databases, and copies of each source from its first copy on.
 *
 * <p>A client that finds the pool empty waits for the next database, in order of arrival. As many databases are made at
 * once as the server is fastest with, however many clients wait. While no client waits, one database at a time is made,
 * which leaves the server to its sessions. Safe for use by any thread; waits for nothing.
 */
public final class WarmDatabases {
    private static final Logger log = LoggerFactory.getLogger(WarmDatabases.class);

    private final Makers makers;
    private final Consumer<List<DatabaseName>> discard;
    private final WarmListener warmListener;
    private final ClientActivity activity;
    private final Stocks stocks;
    private final IdleWarming idleWarming;
    private int making;
    private final CompletableFuture<Void> atRest = new CompletableFuture<>();
    private boolean closed;

    /**
     * Creates the pool, without databases.
     *
     * @param discard takes databases out of service that no client needs
     * @param warmListener listener for databases that enter the pool
     */
    public WarmDatabases(
            Makers makers,
            Supplier<DatabaseSettings> settings,
            Consumer<List<DatabaseName>> discard,
            WarmListener warmListener,
            ClientActivity activity) {
        this.makers = makers;
        this.stocks = new Stocks(settings, activity, makers.room());
        this.discard = discard;
        this.warmListener = warmListener;
        this.activity = activity;
        this.idleWarming = new IdleWarming(stocks, activity, this::lookAgain);
        makers.backlog().onEase(this::tidy);
    }

    private void lookAgain() {
        changing(after -> {
            idleWarming.begun();
            return idleWarming;
        });
    }

    /**
     * Takes the next database of a base; no other client gets this database.
     *
     * @param suits rates the ready databases; the database with the highest number is taken
     * @return empty if the base is gone; a client that no longer wants the database cancels the future
     */
    public CompletableFuture<Optional<WarmDatabase>> take(Base base, ToIntFunction<DatabaseName> suits) {
        return changing(after -> {
            activity.disturbed();
            Stock stock = stocks.of(base, after);
            stock.demand.asked();
            Optional<WarmDatabase> found = stock.take(suits);
            if (found.isPresent()) {
                return CompletableFuture.completedFuture(found);
            }
            stock.demand.missed(stocks.warm().max());
            return stock.enqueue(activity.now()).served();
        });
    }

    /** Keeps databases ready from now on, although no client has asked yet. */
    public void prepare(Base base) {
        changing(after -> stocks.of(base, after));
    }

    /** Takes back a database that was not handed out after all. */
    public void giveBack(WarmDatabase database, Base base) {
        changing(after -> {
            place(base, database, Long.MIN_VALUE, after);
            return database;
        });
    }

    /** Forgets a database that was taken and is no longer warm, and that no client got. */
    public void lost(WarmDatabase database) {
        changing(after -> {
            after.leave(database);
            return database;
        });
    }

    /** Discards databases that no client seems to need any more, and tries again what failed. */
    public void tidy() {
        changing(after -> {
            stocks.tidy(after);
            return stocks;
        });
    }

    /** The numbers of this moment, one item for each kind of database. */
    public List<StockFigures> figures() {
        return changing(after -> stocks.figures(activity.now()));
    }

    /**
     * Makes no more databases, and forgets the ready databases; the registry is not told.
     *
     * @return completes when the last database that was begun is made
     */
    public CompletableFuture<Void> close() {
        return changing(after -> {
            closed = true;
            stocks.leaveAll(after);
            restWhenDone(after);
            return atRest;
        });
    }

    private void restWhenDone(AfterUnlock after) {
        if (closed && making == 0) {
            after.then(() -> atRest.complete(null));
        }
    }

    /** A change of the stocks under the lock; the steps that follow run without the lock. */
    private interface Change<T> {
        T make(AfterUnlock after);
    }

    private <T> T changing(Change<T> change) {
        AfterUnlock after = new AfterUnlock(warmListener, discard);
        T result;
        synchronized (this) {
            stocks.followSettings(after);
            result = change.make(after);
            send(after);
        }
        after.happen();
        return result;
    }

    /**
     * Starts makers: first for the client that has waited longest; else, in a quiet moment, one maker alone, for the
     * stock that misses most.
     */
    private void send(AfterUnlock after) {
        while (making < makers.now() && !closed) {
            Optional<Stock> next = stocks.longestAwaited();
            if (next.isEmpty()) {
                next = making > stocks.largeInTheMaking() ? Optional.empty() : idleWarming.next(after);
            }
            if (next.isEmpty()) {
                return;
            }
            making++;
            Stock stock = next.get();
            Making begun = stock.begin(stocks.role(), activity.now());
            after.then(() -> make(stock, begun));
        }
    }

    private void make(Stock stock, Making begun) {
        makers.make(begun)
                .whenComplete((made, failure) -> changing(after -> {
                    making--;
                    stock.end();
                    restWhenDone(after);
                    if (failure != null) {
                        failed(stock, failure, after);
                    } else if (made.isPresent()) {
                        made(stock, begun, made.get(), after);
                    } else {
                        gone(stock, after);
                    }
                    return stock;
                }));
    }

    private void made(Stock stock, Making begun, WarmDatabase database, AfterUnlock after) {
        if (!begun.role().equals(stocks.role())) {
            after.discard(database); // its role has other settings than new roles
            return;
        }
        Duration taken = Duration.ofNanos(activity.now() - begun.begun());
        stock.demand.made(taken);
        idleWarming.succeeded();
        log.info(
                "{} {}{} made in {} ms", begun.base().kind().word(), database.name(), begun.source(), taken.toMillis());
        place(begun.base(), database, begun.begun(), after);
    }

    /**
     * Gives a database to a waiting client, or else adds it to the ready databases. Uses the present stock of its kind,
     * which may differ from the stock when the database was begun, or may be gone.
     */
    private void place(Base base, WarmDatabase database, long begun, AfterUnlock after) {
        Optional<Stock> stock = stocks.known(base);
        Optional<Waiting> first = stock.flatMap(it -> it.next(database, begun));
        if (first.isPresent()) {
            after.then(() -> {
                if (!first.get().served().complete(Optional.of(database))) {
                    giveBack(database, base);
                }
            });
        } else if (closed) {
            after.leave(database);
            log.debug("{} was made too late, and is dropped with the ready databases", database.name());
        } else if (stock.filter(it -> stocks.lacks(it, database)).isPresent()) {
            stock.get().add(database);
            after.announce(database);
        } else {
            after.discard(database);
        }
    }

    /** Gives each failure to one waiting client, so that no client waits for ever. */
    private void failed(Stock stock, Throwable failure, AfterUnlock after) {
        Optional<Waiting> first = stock.next();
        if (first.isPresent()) {
            after.then(() -> first.get().served().completeExceptionally(failure));
        } else {
            idleWarming.failed(failure);
        }
    }

    /** Makes no more databases of a base that is gone, until a client asks with another base. */
    private void gone(Stock stock, AfterUnlock after) {
        Optional<Waiting> first = stock.next();
        first.ifPresent(client -> after.then(() -> client.served().complete(Optional.empty())));
        if (first.isEmpty()) {
            stocks.forget(stock, after);
        }
    }
}
