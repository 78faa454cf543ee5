package org.dayfly.server.lease;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A hand-out that has begun, and that counts for the limits of its client and of its key already. So two hand-outs at
 * once, on two servers, do not both take the last place under a limit.
 *
 * @param counts the numbers of the server where the hand-out has begun
 * @param elsewhere how many databases each limited group of the order has on the other servers
 * @param near whether the client is so near its limit that the registry must count its databases
 */
record Claim(GroupCounts counts, HandOut order, Map<LimitedGroup, Integer> elsewhere, boolean near) {
    /** How many databases a group of the order has on the other servers. */
    int elsewhere(LimitedGroup group) {
        return elsewhere.getOrDefault(group, 0);
    }

    void giveUp() {
        counts.giveUp(order.groups());
    }

    /** @param here how many databases some groups have on the server now, as the registry counted */
    void handedOut(Map<LimitedGroup, Integer> here) {
        counts.handedOut(order.groups(), here);
    }

    /** Follows a hand-out whose client the registry does not know yet. */
    void follow(CompletableFuture<Void> kept) {
        kept.whenComplete((known, failure) -> {
            if (failure == null) {
                handedOut(Map.of());
            } else {
                giveUp();
            }
        });
    }
}
