package org.dayfly.server.warm;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.Key;

/** The warm databases of all kinds, and which of them is to have the next one. Guarded by {@link WarmDatabases}. */
final class Stocks {
    /** So long after its last copy a source has databases ready. */
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    private final Map<Optional<Key>, Stock> byKind = new HashMap<>();
    private final ClientActivity activity;
    private DatabaseSettings settings;

    Stocks(DatabaseSettings settings, ClientActivity activity) {
        this.settings = settings;
        this.activity = activity;
    }

    DatabaseSettings settings() {
        return settings;
    }

    /** Goes on by other settings; those are discarded that the old ones can be seen in. */
    void under(DatabaseSettings others, AfterUnlock after) {
        if (!others.role().equals(settings.role())) {
            byKind.values().forEach(stock -> stock.surplus(0).forEach(after::discard));
        }
        settings = others;
    }

    /** The stock of a base's kind, which holds nothing older. */
    Stock of(Base base, AfterUnlock after) {
        Stock stock = byKind.computeIfAbsent(base.source(), kind -> new Stock(base, new Demand(activity::now)));
        if (!stock.base().sealed().equals(base.sealed())) {
            stock.goOverTo(base).forEach(after::discard);
        }
        return stock;
    }

    /** The stock of a base's kind as it is now; empty if that kind is forgotten. */
    Optional<Stock> known(Base base) {
        return Optional.ofNullable(byKind.get(base.source()));
    }

    /** Whether a database is one of those that a stock is short of. */
    boolean lacks(Stock stock, WarmDatabase database) {
        return database.base().equals(stock.base().sealed()) && stock.ready() < target(stock);
    }

    /**
     * How many should be ready of a kind. Copies leave room for the least number of empty ones, however many are asked
     * for.
     */
    int target(Stock stock) {
        boolean remembered = !stock.isOfCopies() || stock.demand.quiet().compareTo(REMEMBERED) < 0;
        int min = settings.warm().min();
        int others = byKind.values().stream()
                .filter(other -> other != stock)
                .mapToInt(other -> other.isOfCopies() ? other.ready() : Math.max(min, other.ready()))
                .sum();
        return stock.demand.target(
                remembered ? min : 0, Math.max(0, settings.warm().max() - others));
    }

    /** Where somebody waits longest for whom none is in the making. */
    Optional<Stock> longestAwaited() {
        return byKind.values().stream()
                .filter(stock -> stock.waitingSince().isPresent())
                .min(Comparator.comparing(stock -> stock.waitingSince().orElseThrow()));
    }

    /** The one that misses most. */
    Optional<Stock> scarcest() {
        return byKind.values().stream()
                .filter(stock -> stock.missing(target(stock)) > 0)
                .max(Comparator.comparing(stock -> stock.missing(target(stock))));
    }

    /** Lets go what nobody seems to want any more. */
    void tidy(AfterUnlock after) {
        byKind.values().forEach(stock -> stock.surplus(target(stock)).forEach(after::discard));
        byKind.values().removeIf(stock -> stock.empty() && target(stock) == 0);
    }

    /** Forgets a kind, and what is ready of it. */
    void forget(Stock stock, AfterUnlock after) {
        stock.surplus(0).forEach(after::discard);
        byKind.remove(stock.base().source(), stock);
    }

    /** Lets go all that is ready, without a word to the registry. */
    void leaveAll(AfterUnlock after) {
        byKind.values().forEach(stock -> stock.surplus(0).forEach(after::leave));
    }
}
