package org.dayfly.bench.soak;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all clients of a round share.
 *
 * @param ports of both proxies
 * @param numbers for rows and pairs of rows
 */
record Shared(List<Integer> ports, Ledger ledger, Judge judge, EndCauses endCauses, Tally tally, AtomicLong numbers) {}
