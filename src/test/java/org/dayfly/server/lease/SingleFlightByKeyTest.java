package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.create.Request;
import org.dayfly.server.create.RequestedTerms;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.junit.jupiter.api.Test;

/**
 * If the leader leaves, or is refused for a reason of its own, the clients behind it go on. The test decides how each
 * allocation ends.
 */
class SingleFlightByKeyTest {
    private static final Key KEY = new Key("shop");
    private static final CompletionStage<?> STAYS = new CompletableFuture<>();
    private static final Lease LEASE = Lease.fresh(
            LeaseKind.DATABASE,
            new DatabaseName("dayfly_aaaaaaaaaa"),
            Optional.of(KEY),
            Instant.MAX,
            Optional.empty(),
            Lease.Making.WARM);

    private final SingleFlightByKey singleFlight = new SingleFlightByKey();

    /** The allocations that were begun, in order. */
    private final List<Led> led = new ArrayList<>();

    private record Led(Allocation allocation, CompletableFuture<Optional<Lease>> flight) {}

    private static Request from(String address, Optional<Key> source, CompletionStage<?> left) {
        try {
            return new Request(
                    LeaseKind.DATABASE,
                    Optional.of(InetAddress.getByName(address)),
                    source,
                    RequestedTerms.NONE,
                    any -> 0,
                    any -> false,
                    left);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Allocation allocation(String address) {
        return Allocation.shared(KEY, from(address, Optional.empty(), STAYS));
    }

    private CompletableFuture<Optional<Lease>> join(Allocation allocation) {
        return singleFlight.join(KEY, allocation, () -> lead(allocation), () -> lead(allocation));
    }

    private CompletableFuture<Optional<Lease>> lead(Allocation allocation) {
        Led its = new Led(allocation, new CompletableFuture<>());
        led.add(its);
        return its.flight();
    }

    private void refuse(Led leader, Throwable refusal) {
        leader.flight().completeExceptionally(refusal);
    }

    private static ClientError error(SqlState state) {
        return ClientError.of(state, "no");
    }

    private static void assertRefused(CompletableFuture<?> answer, SqlState state) {
        Throwable failure = answer.handle((lease, reason) -> reason).getNow(null);
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        assertThat(cause)
                .isInstanceOfSatisfying(
                        ClientError.class,
                        refusal -> assertThat(refusal.sqlState()).isEqualTo(state.code()));
    }

    @Test
    void allClientsBehindTheLeaderAreToldThatTheDatabaseExists() {
        CompletableFuture<Optional<Lease>> leader = join(allocation("192.0.2.1"));
        CompletableFuture<Optional<Lease>> second = join(allocation("192.0.2.2"));
        CompletableFuture<Optional<Lease>> third = join(allocation("192.0.2.1"));
        assertThat(led).hasSize(1);
        led.get(0).flight().complete(Optional.of(LEASE));
        assertThat(leader).isCompletedWithValue(Optional.of(LEASE));
        assertThat(second).isCompletedWithValue(Optional.empty());
        assertThat(third).isCompletedWithValue(Optional.empty());
        assertThat(singleFlight.isUnderWay(KEY)).isFalse();
    }

    @Test
    void whenTheLeaderLeavesTheNextClientLeads() {
        CompletableFuture<Optional<Lease>> leader = join(allocation("192.0.2.1"));
        CompletableFuture<Optional<Lease>> second = join(allocation("192.0.2.1"));
        CompletableFuture<Optional<Lease>> third = join(allocation("192.0.2.1"));
        led.get(0).flight().cancel(false);
        assertThat(leader).isCompletedExceptionally();
        assertThat(led).hasSize(2);
        assertThat(second).isNotDone();
        led.get(1).flight().complete(Optional.of(LEASE));
        assertThat(second).isCompletedWithValue(Optional.of(LEASE));
        assertThat(third).isCompletedWithValue(Optional.empty());
    }

    @Test
    void aLimitOfTheLeadersAddressRefusesOnlyClientsOfThatAddress() {
        CompletableFuture<Optional<Lease>> leader = join(allocation("192.0.2.1"));
        CompletableFuture<Optional<Lease>> neighbour = join(allocation("192.0.2.1"));
        CompletableFuture<Optional<Lease>> other = join(allocation("192.0.2.2"));
        refuse(
                led.get(0),
                PartialRefusal.byAddress(allocation("192.0.2.1"), error(SqlState.CONFIGURATION_LIMIT_EXCEEDED)));
        assertRefused(leader, SqlState.CONFIGURATION_LIMIT_EXCEEDED);
        assertRefused(neighbour, SqlState.CONFIGURATION_LIMIT_EXCEEDED);
        assertThat(other).isNotDone();
        assertThat(led).hasSize(2);
        led.get(1).flight().complete(Optional.of(LEASE));
        assertThat(other).isCompletedWithValue(Optional.of(LEASE));
    }

    @Test
    void aMissingSourceRefusesOnlyClientsThatNamedIt() {
        Allocation copy = Allocation.shared(KEY, from("192.0.2.1", Optional.of(new Key("gone")), STAYS));
        CompletableFuture<Optional<Lease>> leader = join(copy);
        CompletableFuture<Optional<Lease>> alike = join(copy);
        CompletableFuture<Optional<Lease>> empty = join(allocation("192.0.2.1"));
        refuse(led.get(0), PartialRefusal.byOrigin(copy, error(SqlState.INVALID_CATALOG_NAME)));
        assertRefused(leader, SqlState.INVALID_CATALOG_NAME);
        assertRefused(alike, SqlState.INVALID_CATALOG_NAME);
        assertThat(empty).isNotDone();
        assertThat(led).hasSize(2);
    }

    @Test
    void aRefusedResetDoesNotRefuseAClientThatWantsToJoin() {
        Allocation reset = Allocation.anew(KEY, from("192.0.2.1", Optional.empty(), STAYS));
        CompletableFuture<Optional<Lease>> leader =
                singleFlight.begin(KEY, reset, () -> lead(reset)).orElseThrow();
        CompletableFuture<Optional<Lease>> another = join(reset);
        CompletableFuture<Optional<Lease>> joiner = join(allocation("192.0.2.1"));
        refuse(led.get(0), PartialRefusal.byRoom(reset, error(SqlState.TOO_MANY_CONNECTIONS)));
        assertRefused(leader, SqlState.TOO_MANY_CONNECTIONS);
        assertRefused(another, SqlState.TOO_MANY_CONNECTIONS);
        assertThat(joiner).isNotDone();
        assertThat(led).hasSize(2);
        assertThat(led.get(1).allocation().replaces()).isFalse();
    }

    @Test
    void aFailureThatConcernsAllRefusesAllClientsAtOnce() {
        CompletableFuture<Optional<Lease>> leader = join(allocation("192.0.2.1"));
        List<CompletableFuture<Optional<Lease>>> others = new ArrayList<>();
        for (int i = 2; i < 100; i++) {
            others.add(join(allocation("192.0.2." + i)));
        }
        refuse(led.get(0), error(SqlState.CANNOT_CONNECT_NOW));
        assertThat(led).hasSize(1);
        assertRefused(leader, SqlState.CANNOT_CONNECT_NOW);
        others.forEach(each -> assertRefused(each, SqlState.CANNOT_CONNECT_NOW));
        assertThat(singleFlight.isUnderWay(KEY)).isFalse();
    }

    @Test
    void aClientThatLeavesWhileItWaitsNeverLeads() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        join(allocation("192.0.2.1"));
        CompletableFuture<Optional<Lease>> leaves =
                join(Allocation.shared(KEY, from("192.0.2.2", Optional.empty(), left)));
        CompletableFuture<Optional<Lease>> stays = join(allocation("192.0.2.3"));
        left.complete(null);
        assertThat(leaves).isCancelled();
        led.get(0).flight().cancel(false);
        assertThat(led).hasSize(2);
        led.get(1).flight().complete(Optional.of(LEASE));
        assertThat(stays).isCompletedWithValue(Optional.of(LEASE));
    }

    @Test
    void aLeaderThatLeavesStillReceivesTheLeaseOfItsDatabase() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        CompletableFuture<Optional<Lease>> leader =
                join(Allocation.shared(KEY, from("192.0.2.1", Optional.empty(), left)));
        left.complete(null);
        assertThat(leader).isNotDone();
        led.get(0).flight().complete(Optional.of(LEASE));
        assertThat(leader).isCompletedWithValue(Optional.of(LEASE));
    }

    @Test
    void thousandsOfClientsAreRefusedOneAfterTheOther() {
        CompletableFuture<Optional<Lease>> first = new CompletableFuture<>();
        singleFlight.join(KEY, allocation("192.0.2.1"), () -> first, () -> first);
        List<CompletableFuture<Optional<Lease>>> line = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            Allocation its = allocation("10.0." + i / 256 + "." + i % 256);
            CompletableFuture<Optional<Lease>> refused = CompletableFuture.failedFuture(
                    PartialRefusal.byAddress(its, error(SqlState.CONFIGURATION_LIMIT_EXCEEDED)));
            line.add(singleFlight.join(KEY, its, () -> refused, () -> refused));
        }
        first.cancel(false);
        line.forEach(each -> assertRefused(each, SqlState.CONFIGURATION_LIMIT_EXCEEDED));
        assertThat(singleFlight.isUnderWay(KEY)).isFalse();
    }

    @Test
    void anAllocationThatFailsAtOnceLeavesNoFlightBehind() {
        CompletableFuture<Optional<Lease>> answer = singleFlight.join(
                KEY,
                allocation("192.0.2.1"),
                () -> {
                    throw error(SqlState.SYSTEM_ERROR);
                },
                () -> lead(allocation("192.0.2.1")));
        assertRefused(answer, SqlState.SYSTEM_ERROR);
        assertThat(singleFlight.isUnderWay(KEY)).isFalse();
    }
}
