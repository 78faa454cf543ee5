package org.dayfly.server.warm;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.config.WarmSettings;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.Key;

/**
 * The warm databases of all kinds, and the choice of the kind for the next database. Guarded by {@link WarmDatabases}.
 */
final class Stocks {
    /** How long a source keeps databases ready after its last copy. */
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    /**
     * How many large copies are made at once. Each takes the whole disk, so more at once would only take longer, and
     * would leave no maker for the clients of small databases.
     */
    private static final int LARGE_AT_ONCE = 2;

    private final Map<Optional<Key>, Stock> byKind = new HashMap<>();
    private final ClientActivity activity;
    private final Supplier<DatabaseSettings> settings;
    private final WarmRoom room;
    /** What the roles of the ready databases were made with. */
    private RoleSettings role;

    Stocks(Supplier<DatabaseSettings> settings, ClientActivity activity, WarmRoom room) {
        this.settings = settings;
        this.activity = activity;
        this.room = room;
        this.role = settings.get().role();
    }

    WarmSettings warm() {
        return settings.get().warm();
    }

    RoleSettings role() {
        return role;
    }

    /** If roles get other settings from now on, discards the ready databases. */
    void followSettings(AfterUnlock after) {
        RoleSettings wanted = settings.get().role();
        if (!wanted.equals(role)) {
            role = wanted;
            byKind.values().forEach(stock -> stock.surplus(0).forEach(after::discard));
        }
    }

    /** The stock of a base's kind, which holds no database of an older base. */
    Stock of(Base base, AfterUnlock after) {
        Stock stock = byKind.computeIfAbsent(base.source(), kind -> new Stock(base, new Demand(activity::now)));
        if (!stock.base().sealed().equals(base.sealed())) {
            stock.goOverTo(base).forEach(after::discard);
        }
        return stock;
    }

    /** The present stock of a base's kind; empty if that kind is forgotten. */
    Optional<Stock> known(Base base) {
        return Optional.ofNullable(byKind.get(base.source()));
    }

    /** Whether a stock is short of databases like this database. */
    boolean lacks(Stock stock, WarmDatabase database) {
        return database.base().equals(stock.base().sealed())
                && stock.ready() < targets().getOrDefault(stock, 0);
    }

    /**
     * How many databases of each stock should be ready. Copies leave room for the least number of empty databases,
     * however many copies are asked for. The kinds share the rest: none is left without because of another kind.
     */
    private Map<Stock, Integer> targets() {
        WarmSettings warm = warm();
        Map<Stock, Integer> reserved = new HashMap<>();
        Map<Stock, Integer> more = new HashMap<>();
        int room = warm.max();
        for (Stock stock : byKind.values()) {
            boolean remembered = !stock.isOfCopies() || stock.demand.quiet().compareTo(REMEMBERED) < 0;
            int wanted = stock.demand.target(remembered ? warm.min() : 0, warm.max());
            int kept = stock.isOfCopies() ? 0 : Math.min(wanted, warm.min());
            reserved.put(stock, kept);
            more.put(stock, wanted - kept);
            room -= kept;
        }
        Map<Stock, Integer> targets = FairShares.of(more, room);
        reserved.forEach((stock, kept) -> targets.merge(stock, kept, Integer::sum));
        return withinDisk(targets);
    }

    /** The targets that fit on the disk. A kind that has ready databases keeps them rather than another gets some. */
    private Map<Stock, Integer> withinDisk(Map<Stock, Integer> targets) {
        long there = 0;
        long wanted = 0;
        for (Map.Entry<Stock, Integer> target : targets.entrySet()) {
            long cost = room.cost(target.getKey().base());
            there += target.getKey().readySoon() * cost;
            wanted += target.getValue() * cost;
        }
        long most = room.all(warm().size(), there);
        return wanted <= most
                ? targets
                : DiskShares.of(
                        targets,
                        stock -> room.cost(stock.base()),
                        Comparator.<Stock>comparingInt(stock -> -stock.readySoon())
                                .thenComparing(stock -> stock.demand.quiet()),
                        most);
    }

    /** The stock with the longest wait of a client for which no database is in the making. */
    Optional<Stock> longestAwaited() {
        int large = largeInTheMaking();
        return byKind.values().stream()
                .filter(stock -> stock.waitingSince().isPresent()
                        && (large < LARGE_AT_ONCE || !stock.base().isLarge()))
                .min(Comparator.comparing(stock -> stock.waitingSince().orElseThrow()));
    }

    /** How many large copies are in the making. */
    int largeInTheMaking() {
        return byKind.values().stream()
                .filter(stock -> stock.base().isLarge())
                .mapToInt(Stock::making)
                .sum();
    }

    /** The stock that misses most databases. While a large copy is in the making, no second one is made ahead. */
    Optional<Stock> scarcest() {
        boolean large = largeInTheMaking() > 0;
        return targets().entrySet().stream()
                .filter(target -> !large || !target.getKey().base().isLarge())
                .filter(target -> target.getKey().missing(target.getValue()) > 0)
                .max(Comparator.comparing(target -> target.getKey().missing(target.getValue())))
                .map(Map.Entry::getKey);
    }

    /** Makes room for one more database if there is none: kinds that have more than their share give some up. */
    void makeRoom(AfterUnlock after) {
        int there = byKind.values().stream().mapToInt(Stock::readySoon).sum();
        if (there >= warm().max()) {
            tidy(after);
        }
    }

    /** Discards databases that no client seems to need any more. */
    void tidy(AfterUnlock after) {
        Map<Stock, Integer> targets = targets();
        targets.forEach((stock, target) -> stock.surplus(target).forEach(after::discard));
        byKind.values().removeIf(stock -> stock.empty() && targets.getOrDefault(stock, 0) == 0);
    }

    /** The numbers of this moment. */
    List<StockFigures> figures(long now) {
        Map<Stock, Integer> targets = targets();
        return byKind.values().stream()
                .map(stock -> stock.figures(targets.getOrDefault(stock, 0), now))
                .toList();
    }

    /** Forgets a kind, and its ready databases. */
    void forget(Stock stock, AfterUnlock after) {
        stock.surplus(0).forEach(after::discard);
        byKind.remove(stock.base().source(), stock);
    }

    /** Forgets all ready databases; the registry is not told. */
    void leaveAll(AfterUnlock after) {
        byKind.values().forEach(stock -> stock.surplus(0).forEach(after::leave));
    }
}
