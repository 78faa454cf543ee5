package org.dayfly.database;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ToIntFunction;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * Turns what a client asks for into a database: finds what it begins with, takes one of that kind, hands it out. Safe
 * for any thread.
 */
final class Births {
    /** A crash of the server can cost all that were ready, and busy sources are overtaken some times. */
    private static final int TRIES = 30;

    /** So many are left where there was no room once. */
    private static final int LAST_TRIES = 3;

    /** What a source cannot be blamed for. */
    private static final Set<String> OF_THE_SERVER =
            Set.of(SqlState.CANNOT_CONNECT_NOW.code(), SqlState.TOO_MANY_CONNECTIONS.code());

    private static final Duration MOMENT = Duration.ofMillis(50);

    private final DatabaseSettings settings;
    private final Origins origins;
    private final WarmDatabases warm;
    private final HandOuts handOuts;
    private final Crowds crowds;
    private final CreationRate rate;

    Births(
            DatabaseSettings settings,
            Origins origins,
            WarmDatabases warm,
            HandOuts handOuts,
            Crowds crowds,
            CreationRate rate) {
        this.settings = settings;
        this.origins = origins;
        this.warm = warm;
        this.handOuts = handOuts;
        this.crowds = crowds;
        this.rate = rate;
    }

    Births under(DatabaseSettings others) {
        return new Births(others, origins, warm, handOuts, crowds, rate);
    }

    Crowds crowds() {
        return crowds;
    }

    /**
     * Makes a database.
     *
     * @return empty if it was to bear a key that has a database by now, or another one than was to be replaced
     */
    CompletableFuture<Optional<Lease>> make(Wish wish) {
        Optional<InetAddress> client = wish.request().client();
        int perMinute = settings.quota().creationsPerMinute();
        try {
            rate.use(client, perMinute);
        } catch (ClientError refusal) {
            return CompletableFuture.failedFuture(PartialRefusal.byAddress(wish, refusal));
        }
        // Counts for its client only if something comes of it.
        return Errands.begun(() -> begun(wish)).whenComplete((lease, failure) -> {
            if (failure != null || lease.isEmpty()) {
                rate.giveBack(client, perMinute);
            }
        });
    }

    private CompletableFuture<Optional<Lease>> begun(Wish wish) {
        return wish.replaces()
                ? origins.holder(wish.key().orElseThrow()).thenCompose(holder -> made(wish.over(holder), TRIES))
                : made(wish, TRIES);
    }

    private CompletableFuture<Optional<Lease>> made(Wish wish, int tries) {
        wish.request().checkWanted();
        return origin(wish)
                .thenCompose(base -> wish.request()
                        .wanted(warm.take(base, suits(wish)))
                        .thenCompose(taken -> taken.map(database -> handedOut(wish, base, database, tries))
                                .orElseGet(() -> origins.lost(base).thenCompose(found -> again(wish, tries)))));
    }

    private CompletableFuture<Base> origin(Wish wish) {
        return Errands.begun(() -> origins.of(
                        wish.source(), wish.request(), settings.copies().longestWait()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(ofOrigin(wish, failure)));
    }

    private static Throwable ofOrigin(Wish wish, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof ClientError refusal && !OF_THE_SERVER.contains(refusal.sqlState())
                ? PartialRefusal.byOrigin(wish, refusal)
                : failure;
    }

    /** Of those that suit the client alike, one that is promised, where that counts; else it is left to others. */
    private ToIntFunction<DatabaseName> suits(Wish wish) {
        boolean promised = wish.key().isEmpty();
        return name -> 2 * wish.request().suits().applyAsInt(name)
                + (handOuts.promises().isGiven(name) == promised ? 1 : 0);
    }

    private CompletableFuture<Optional<Lease>> again(Wish wish, int tries) {
        if (tries == 1) {
            throw ClientError.of(SqlState.SYSTEM_ERROR, "what was to be handed out was gone, time and again")
                    .withHint("try again in a moment");
        }
        return made(wish, tries - 1);
    }

    private CompletableFuture<Optional<Lease>> handedOut(Wish wish, Base base, WarmDatabase database, int tries) {
        Terms terms = Terms.of(wish.request(), base, settings);
        Optional<InetAddress> client = wish.request().client();
        if (wish.key().isEmpty() && wish.request().attended().test(database.name()) && !crowds.isNear(client)) {
            Optional<Lease> lease = handOuts.promises().redeem(database.name(), terms);
            if (lease.isPresent()) {
                crowds.came(client);
                return CompletableFuture.completedFuture(lease);
            }
        }
        HandOut order = new HandOut(database.name(), terms, wish.key(), wish.replaces(), wish.replaced());
        return handOuts.of(order)
                .whenComplete((answer, failure) -> {
                    if (failure != null || answer.outcome() == HandOut.Outcome.GONE) {
                        warm.lost(database);
                    }
                })
                .thenCompose(answer -> switch (answer.outcome()) {
                    case FRESH -> {
                        crowds.came(client);
                        yield CompletableFuture.completedFuture(
                                answer.until().map(until -> lease(wish, database, terms, until)));
                    }
                    case GONE -> again(wish, tries);
                    case TAKEN -> {
                        warm.giveBack(database, base);
                        yield CompletableFuture.completedFuture(Optional.empty());
                    }
                    case CROWDED -> {
                        warm.giveBack(database, base);
                        yield full(wish, PartialRefusal.byAddress(wish, Refusals.of(order, answer)), tries);
                    }
                    case FULL, CROWDED_KEY -> {
                        warm.giveBack(database, base);
                        yield full(wish, PartialRefusal.byRoom(wish, Refusals.of(order, answer)), tries);
                    }
                });
    }

    private static Lease lease(Wish wish, WarmDatabase database, Terms terms, Instant until) {
        return new Lease(
                database.name(), wish.key(), until, Optional.of(terms.idle()).filter(idle -> !idle.isZero()), true);
    }

    /** Once more after a moment: the backend of a session that has just left may take some milliseconds to go. */
    private CompletableFuture<Optional<Lease>> full(Wish wish, PartialRefusal refusal, int tries) {
        if (tries <= LAST_TRIES) {
            throw refusal;
        }
        return Errands.later(MOMENT).thenCompose(over -> made(wish, LAST_TRIES));
    }
}
