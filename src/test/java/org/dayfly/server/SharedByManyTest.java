package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dayfly.Eventually;
import org.dayfly.config.QuotaSettings;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.create.Request;
import org.dayfly.server.create.RequestedTerms;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Clients that wait for the database of one key get it even if the first client leaves or is refused. The test decides
 * when the database is made.
 */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class SharedByManyTest {
    private static final Key KEY = new Key("many");
    private static final Key NOWHERE = new Key("nowhere");

    private final DatabasesFixture setup;
    private final HeldMakers makers = new HeldMakers();
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    SharedByManyTest(TestedServer server) throws SQLException {
        setup = new DatabasesFixture(server);
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    private static Request request(String address, Optional<Key> source, CompletableFuture<Void> left) {
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

    private static Request from(String address) {
        return request(address, Optional.empty(), new CompletableFuture<>());
    }

    private static QuotaSettings limited(int perAddress, int perMinute) {
        return new QuotaSettings(0, perAddress, perMinute, Map.of());
    }

    private void refused(CompletableFuture<?> answer, String sqlState) throws Exception {
        assertThatThrownBy(makers.workFor(answer)::join)
                .cause()
                .isInstanceOfSatisfying(
                        ClientError.class, error -> assertThat(error.sqlState()).isEqualTo(sqlState));
    }

    @Test
    void theOtherClientsGetTheDatabaseWhenTheFirstLeaves() throws Exception {
        Databases databases = setup.databases(makers);
        CompletableFuture<Lease> first = databases.share(KEY, request("192.0.2.1", Optional.empty(), left));
        makers.asked();
        CompletableFuture<Lease> second = databases.share(KEY, from("192.0.2.1"));
        CompletableFuture<Lease> third = databases.reset(KEY, from("192.0.2.2"));
        left.complete(null);
        assertThat(first).isCompletedExceptionally();
        assertThat(makers.workFor(second).join().key()).contains(KEY);
        assertThat(makers.workFor(third).join().key()).contains(KEY);
    }

    @Test
    void clientsOfOtherAddressesGetTheDatabaseWhenTheFirstIsOverItsLimit() throws Exception {
        Databases databases = setup.databases(makers, limited(1, 0));
        DatabaseName has =
                makers.workFor(databases.make(from("192.0.2.1"))).join().name();
        try (Connection inUse = setup.session(has)) {
            CompletableFuture<Lease> first = databases.share(KEY, from("192.0.2.1"));
            makers.asked();
            CompletableFuture<Lease> neighbour = databases.share(KEY, from("192.0.2.1"));
            CompletableFuture<Lease> other = databases.share(KEY, from("192.0.2.2"));
            refused(first, "53400");
            refused(neighbour, "53400");
            assertThat(makers.workFor(other).join().fresh()).isTrue();
            assertThat(inUse.isValid(5)).isTrue();
        }
    }

    @Test
    void aMissingSourceRefusesOnlyTheClientThatNamedIt() throws Exception {
        Databases databases = setup.databases(makers);
        CompletableFuture<Lease> first =
                databases.share(KEY, request("192.0.2.1", Optional.of(NOWHERE), new CompletableFuture<>()));
        CompletableFuture<Lease> second = databases.share(KEY, from("192.0.2.1"));
        assertThat(makers.workFor(second).join().key()).contains(KEY);
        makers.workFor(first).handle((lease, failure) -> {
            // If the second client was faster, the first client joined that database.
            assertThat(failure == null || String.valueOf(failure.getMessage()).contains("\"nowhere\""))
                    .isTrue();
            return lease;
        });
    }

    @Test
    void aRequestThatFailsAtOnceIsNotCounted() throws Exception {
        setup.templates.enforce(Map.of(), Set.of("broken"));
        Databases databases = setup.databases(makers, limited(0, 1));
        refused(
                databases.make(request("192.0.2.1", Optional.of(new Key("broken")), new CompletableFuture<>())),
                "58000");
        assertThat(makers.workFor(databases.make(from("192.0.2.1"))).join().fresh())
                .isTrue();
        refused(databases.make(from("192.0.2.1")), "53400");
    }

    @Test
    void aClientThatHasLeftDoesNotWaitForASource() throws Exception {
        Databases databases = setup.databases(makers);
        makers.workFor(databases.share(KEY, from("192.0.2.1"))).join();
        CompletableFuture<Lease> copy = databases.make(request("192.0.2.1", Optional.of(KEY), left));
        Eventually.holds("the copy waits", () -> setup.probe.all().ofKey(KEY).areCopied());
        assertThat(copy).isNotDone();
        left.complete(null);
        assertThatThrownBy(() -> copy.get(
                        DatabasesFixture.settings(0)
                                .copies()
                                .longestWait()
                                .dividedBy(2)
                                .toMillis(),
                        TimeUnit.MILLISECONDS))
                .hasMessageContaining("the client has left");
    }
}
