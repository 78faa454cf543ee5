package org.dayfly.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dayfly.config.DatabaseSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a client asks for into a database: finds what it begins with, and has it made. Safe for any thread. */
final class Births {
    private static final Logger log = LoggerFactory.getLogger(Births.class);
    private static final int TRIES = 5;

    private final DatabaseSettings settings;
    private final Origins origins;
    private final DatabaseMaker maker;
    private final Errands errands;

    Births(DatabaseSettings settings, Origins origins, DatabaseMaker maker, Errands errands) {
        this.settings = settings;
        this.origins = origins;
        this.maker = maker;
        this.errands = errands;
    }

    Births under(DatabaseSettings others) {
        return new Births(others, origins, maker, errands);
    }

    /** A database for one session. */
    CompletableFuture<Lease> fresh(Request request) {
        return made(request, Optional.empty(), () -> origin(request), maker::make, TRIES);
    }

    /** A database for all who name a key, unless another proxy has made one by now. */
    CompletableFuture<Lease> shared(Request request, Key key) {
        return shared(request, key, () -> origin(request), false);
    }

    /** A database that takes the place of the one that bears a key by now. */
    CompletableFuture<Lease> anew(Request request, Key key) {
        return shared(request, key, () -> origins.anew(key, settings.copyWait()), true);
    }

    private CompletableFuture<Lease> shared(
            Request request, Key key, Supplier<CompletableFuture<Base>> origin, boolean replace) {
        Making making = (intent, sessions) -> maker.makeShared(intent, key, replace, sessions);
        return made(request, Optional.of(key), origin, making, TRIES);
    }

    private CompletableFuture<Base> origin(Request request) {
        return origins.of(request.source(), settings.copyWait());
    }

    /** A way to make a database. */
    @FunctionalInterface
    private interface Making {
        Lease of(Intent intent, int sessions) throws SQLException;
    }

    private CompletableFuture<Lease> made(
            Request request, Optional<Key> key, Supplier<CompletableFuture<Base>> origin, Making making, int tries) {
        return origin.get()
                .thenCompose(base -> errands.make(() -> {
                    try {
                        Terms terms = Terms.of(request, base, settings);
                        return Optional.of(made(Intent.database(terms, key, base), making));
                    } catch (BaseGoneException overtaken) {
                        if (tries == 1) {
                            throw overtaken;
                        }
                        log.debug("to be chosen again", overtaken);
                        return Optional.<Lease>empty();
                    }
                }))
                .thenCompose(lease -> lease.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> made(request, key, origin, making, tries - 1)));
    }

    private Lease made(Intent intent, Making making) throws SQLException {
        long start = System.nanoTime();
        Lease lease = making.of(intent, settings.sessions());
        if (lease.fresh()) {
            log.info(
                    "database {}{} made in {} ms",
                    lease.name(),
                    intent.source().map(source -> ", a copy of " + source + ",").orElse(""),
                    (System.nanoTime() - start) / 1_000_000);
        }
        return lease;
    }
}
