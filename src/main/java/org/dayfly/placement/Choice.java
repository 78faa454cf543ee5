package org.dayfly.placement;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Chooses the server for a new database: the better of two that are picked at random, in proportion to the weights. Any
 * number of proxies that choose so spread the databases by weight, though each knows only roughly how full the servers
 * are.
 *
 * @param random is safe for use by any thread
 * @param ready whether a session waits for a client on a server
 * @see <a href="https://www.eecs.harvard.edu/~michaelm/postscripts/mythesis.pdf">The Power of Two Choices in Randomized
 *     Load Balancing, M. Mitzenmacher, 1996</a>
 */
record Choice(RandomGenerator random, Predicate<Candidate> ready) {
    /**
     * How many databases more, for each unit of weight, a server may have and still be chosen because a session waits
     * there: the client gets the session at once. More would leave the other servers without databases.
     */
    private static final double WORTH_A_SESSION = 2;

    /**
     * Chooses one. A server that is drained or cannot be reached is chosen only if there is no better one.
     *
     * @param candidates at least one
     */
    Candidate of(List<Candidate> candidates) {
        List<Candidate> reachable = ifAny(candidates, Candidate::isReachable);
        List<Candidate> all = ifAny(reachable, each -> !each.isDraining());
        Candidate one = byWeight(all);
        if (all.size() == 1) {
            return one;
        }
        Candidate other =
                byWeight(all.stream().filter(each -> !each.equals(one)).toList());
        return isFirstBetter(one, other) ? one : other;
    }

    /** A server that is full comes last. */
    private boolean isFirstBetter(Candidate one, Candidate other) {
        if (one.room().isFull() != other.room().isFull()) {
            return other.room().isFull();
        }
        double more = one.room().load() - other.room().load();
        boolean isReady = ready.test(one);
        if (isReady != ready.test(other) && Math.abs(more) <= WORTH_A_SESSION) {
            return isReady;
        }
        return more <= 0;
    }

    /** Picks one at random, in proportion to the weights. */
    private Candidate byWeight(List<Candidate> all) {
        int rest = random.nextInt(
                all.stream().mapToInt(each -> each.entry().weight()).sum());
        for (Candidate each : all) {
            rest -= each.entry().weight();
            if (rest < 0) {
                return each;
            }
        }
        throw new IllegalStateException("the weights changed meanwhile");
    }

    private static List<Candidate> ifAny(List<Candidate> candidates, Predicate<Candidate> fits) {
        List<Candidate> fit = candidates.stream().filter(fits).toList();
        return fit.isEmpty() ? candidates : fit;
    }
}
