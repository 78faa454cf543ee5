package org.dayfly.database;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/** Turns what a client asks for into a database: finds what it begins with, takes one of that kind, hands it out. Safe for any thread. */
final class Births {
    /** A crash of the server can cost all that were ready, and busy sources are overtaken some times. */
    private static final int TRIES = 30;

    /** So many are left where there was no room once. */
    private static final int LAST_TRIES = 3;

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

    /** A database for one session. */
    CompletableFuture<Lease> fresh(Request request) {
        return counted(Wish.of(request, Optional.empty(), () -> origin(request)))
                .thenApply(Optional::orElseThrow);
    }

    /** A database for all who name a key; empty if the key has one by now. */
    CompletableFuture<Optional<Lease>> shared(Request request, Key key) {
        return counted(Wish.of(request, Optional.of(key), () -> origin(request)));
    }

    /**
     * A database that takes the place of the one that bears a key now; empty if another proxy put a new one there in the
     * meantime.
     */
    CompletableFuture<Optional<Lease>> anew(Request request, Key key) {
        return origins.holder(key)
                .thenCompose(holder -> counted(new Wish(
                        request,
                        Optional.of(key),
                        true,
                        holder.map(Leases.Holder::name),
                        () -> origins.of(holder.flatMap(Leases.Holder::source), settings.copyWait()))));
    }

    private CompletableFuture<Base> origin(Request request) {
        return origins.of(request.source(), settings.copyWait());
    }

    /** What a client gets; see {@link HandOut}. */
    private record Wish(
            Request request,
            Optional<Key> key,
            boolean replaces,
            Optional<DatabaseName> replaced,
            Supplier<CompletableFuture<Base>> origin) {
        static Wish of(Request request, Optional<Key> key, Supplier<CompletableFuture<Base>> origin) {
            return new Wish(request, key, false, Optional.empty(), origin);
        }
    }

    /** Counts for its client only if something comes of it. */
    private CompletableFuture<Optional<Lease>> counted(Wish wish) {
        Optional<InetAddress> client = wish.request().client();
        int perMinute = settings.quota().creationsPerMinute();
        rate.use(client, perMinute);
        return made(wish, TRIES).whenComplete((lease, failure) -> {
            if (failure != null || lease.isEmpty()) {
                rate.giveBack(client, perMinute);
            }
        });
    }

    private CompletableFuture<Optional<Lease>> made(Wish wish, int tries) {
        return wish.origin()
                .get()
                .thenCompose(base -> wish.request()
                        .wanted(warm.take(base, suits(wish)))
                        .thenCompose(taken -> taken.map(database -> handedOut(wish, base, database, tries))
                                .orElseGet(() -> origins.lost(base).thenCompose(found -> again(wish, tries)))));
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
        return handOuts.of(order).thenCompose(answer -> switch (answer.outcome()) {
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
            case FULL, CROWDED, CROWDED_KEY -> {
                warm.giveBack(database, base);
                yield full(wish, Refusals.of(order, answer), tries);
            }
        });
    }

    private static Lease lease(Wish wish, WarmDatabase database, Terms terms, Instant until) {
        return new Lease(
                database.name(), wish.key(), until, Optional.of(terms.idle()).filter(idle -> !idle.isZero()), true);
    }

    /** Once more after a moment: the backend of a session that has just left may take some milliseconds to go. */
    private CompletableFuture<Optional<Lease>> full(Wish wish, ClientError refusal, int tries) {
        if (tries <= LAST_TRIES) {
            throw refusal;
        }
        return Errands.later(MOMENT).thenCompose(over -> made(wish, LAST_TRIES));
    }
}
