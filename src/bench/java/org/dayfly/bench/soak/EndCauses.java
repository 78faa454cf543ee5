package org.dayfly.bench.soak;

import java.util.Optional;

/**
 * Tells why a database may be out of service, from what the clients know. Only for an eviction this class asks the
 * registry, and believes the answer only if there was a reason to evict.
 */
final class EndCauses {
    /** The precision of the clock and of the registry. */
    private static final long PRECISION = 1_000;

    /** The time of uses that a killed or stopped proxy did not record: reaper.interval and the longest stop. */
    private static final long UNRECORDED = 17_000;

    /** A sample of the registry may differ from the real number of databases by this many. */
    private static final int TOLERANCE = 5;

    private final Ledger ledger;
    private final Outages outages;
    private final RegistryView registry;

    EndCauses(Ledger ledger, Outages outages, RegistryView registry) {
        this.ledger = ledger;
        this.outages = outages;
        this.registry = registry;
    }

    /** Why a database may be out of service at a moment; empty if it must be in service. */
    Optional<String> whyOver(Database database, long moment) {
        return withoutEviction(database, moment).or(() -> evicted(database, moment));
    }

    /** The same for all causes except eviction, which only the registry knows. */
    Optional<String> withoutEviction(Database database, long moment) {
        if (moment >= database.expires() - PRECISION) {
            return Optional.of("aged");
        }
        if (!database.answeredBefore(moment)) {
            return Optional.of("never used");
        }
        if (moment >= lastRecorded(database, moment) + database.lifetime().idleMillis() - PRECISION) {
            boolean complete = lastRecorded(database, moment) == database.lastUse();
            return Optional.of(complete ? "idle" : "idle, a use was not recorded");
        }
        return ledger.mayBeReset(database, moment) ? Optional.of("reset") : Optional.empty();
    }

    /** The last use that the registry must know. A use through a proxy that is killed may be lost. */
    private long lastRecorded(Database database, long moment) {
        long recorded = 0;
        for (int proxy = 0; proxy < 2; proxy++) {
            long used = database.lastUse(proxy);
            boolean known = !outages.of(proxy, used, Math.min(moment, used + UNRECORDED));
            recorded = Math.max(recorded, known ? used : used - UNRECORDED);
        }
        return recorded;
    }

    /** A database in use is never evicted. A database at rest is evicted only at a limit. */
    private Optional<String> evicted(Database database, long moment) {
        long used = database.lastUse();
        // The server ends an idle session. The client does not know before it sends the next statement.
        boolean ended = moment - used >= StrangeDefaults.IDLE_SESSION_TIMEOUT;
        boolean mayRest = !database.hasSessions() || ended || outages.any(used, moment);
        // While the server is down, its databases cannot be counted.
        boolean full = outages.any(used, moment)
                || registry.mostTaken(used - PRECISION, moment + PRECISION) >= Limits.fewest() - TOLERANCE
                || registry.mostOf(Limits.OVER_LIMIT, used - PRECISION, moment + PRECISION)
                        >= Limits.PER_ADDRESS - TOLERANCE;
        return mayRest && full && registry.entry(database.name()).endsWith(" evicted")
                ? Optional.of("evicted")
                : Optional.empty();
    }

    /** The row of a database in the registry, for a report. */
    String registryEntry(Database database) {
        return "; the registry says: " + registry.entry(database.name());
    }

    /** Whether a limit of so many databases may be reached, by the databases that the clients have open. */
    boolean full(int most, long from, long to) {
        return ledger.inUse(to) + registry.mostReserved(from - PRECISION, to + PRECISION) >= most - TOLERANCE;
    }

    /** Whether the databases of an address may have reached the limit. */
    boolean atLimit(String address, long from, long to) {
        // Many clients may have connected since the last sample of the registry.
        boolean byItself = address.equals(Limits.OVER_LIMIT) && ledger.inUse(to) >= Limits.PER_ADDRESS - TOLERANCE;
        return byItself
                || registry.mostOf(address, from - 2 * PRECISION, to + PRECISION) >= Limits.PER_ADDRESS - TOLERANCE;
    }
}
