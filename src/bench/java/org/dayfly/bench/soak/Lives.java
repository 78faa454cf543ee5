package org.dayfly.bench.soak;

import java.util.Optional;

/**
 * Says why a database may be over, by what the clients know themselves. Of what dayfly says it believes only that a
 * database was evicted, and that only where there was cause to.
 */
final class Lives {
    /** The clock's and the registry's precision. */
    private static final long PRECISION = 1_000;

    /** What a proxy did not write down as it was killed or stopped: its reaper's interval, and the longest stop. */
    private static final long UNTOLD = 17_000;

    /** Samples of the registry are as far apart, and a few databases more or less may be counted in between. */
    private static final int BLUR = 5;

    private final Ledger ledger;
    private final Outages outages;
    private final RegistryView registry;

    Lives(Ledger ledger, Outages outages, RegistryView registry) {
        this.ledger = ledger;
        this.outages = outages;
        this.registry = registry;
    }

    /** Why a database may be out of service at a moment; empty: it must be in service. */
    Optional<String> whyOver(Handed database, long moment) {
        return plainly(database, moment).or(() -> evicted(database, moment));
    }

    /** The same for all causes but eviction, for which the registry must be asked. */
    Optional<String> plainly(Handed database, long moment) {
        if (moment >= database.expires() - PRECISION) {
            return Optional.of("aged");
        }
        if (!database.answeredBefore(moment)) {
            return Optional.of("never used");
        }
        if (moment >= lastTold(database, moment) + database.terms().idleMillis() - PRECISION) {
            return Optional.of(lastTold(database, moment) == database.lastUse() ? "idle" : "idle, a use was not told");
        }
        return ledger.mayBeReset(database, moment) ? Optional.of("reset") : Optional.empty();
    }

    /** The last use that the registry must have heard of: one through a proxy that is killed is forgotten. */
    private long lastTold(Handed database, long moment) {
        long told = 0;
        for (int proxy = 0; proxy < 2; proxy++) {
            long used = database.lastUse(proxy);
            boolean heard = !outages.of(proxy, used, Math.min(moment, used + UNTOLD));
            told = Math.max(told, heard ? used : used - UNTOLD);
        }
        return told;
    }

    /** In use it is never evicted, and at rest only when there was no room. */
    private Optional<String> evicted(Handed database, long moment) {
        long used = database.lastUse();
        // The server ends a silent session, and a client that sends nothing more does not learn it.
        boolean ended = moment - used >= StrangeDefaults.IDLE_SESSION_TIMEOUT;
        boolean mayRest = !database.hasSessions() || ended || outages.any(used, moment);
        // While the server is away nobody can count what it has.
        boolean crowded = outages.any(used, moment)
                || registry.mostTaken(used - PRECISION, moment + PRECISION) >= Limits.fewest() - BLUR
                || registry.mostOf(Limits.CROWD, used - PRECISION, moment + PRECISION) >= Limits.PER_ADDRESS - BLUR;
        return mayRest && crowded && registry.fate(database.name()).endsWith(" evicted")
                ? Optional.of("evicted")
                : Optional.empty();
    }

    /** What the registry says of a database, for a report. */
    String fate(Handed database) {
        return "; the registry says: " + registry.fate(database.name());
    }

    /** Whether no more than that many databases may be had, by what the clients have open themselves. */
    boolean full(int most, long from, long to) {
        return ledger.inUse(to) + registry.mostPromised(from - PRECISION, to + PRECISION) >= most - BLUR;
    }

    /** Whether an address had as many databases as the limit allows. */
    boolean crowded(String address, long from, long to) {
        // A crowd may have come since the last look at the registry.
        boolean byItself = address.equals(Limits.CROWD) && ledger.inUse(to) >= Limits.PER_ADDRESS - BLUR;
        return byItself || registry.mostOf(address, from - 2 * PRECISION, to + PRECISION) >= Limits.PER_ADDRESS - BLUR;
    }
}
