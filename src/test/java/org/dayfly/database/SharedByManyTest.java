package org.dayfly.database;

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
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.QuotaSettings;
import org.dayfly.protocol.ClientError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Those who wait for the database of one key get it, whatever becomes of the first of them; nothing is made before the test lets it. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class SharedByManyTest {
    private static final Key KEY = new Key("many");
    private static final Key NOWHERE = new Key("nowhere");

    private final House house;
    private final HeldMakers makers = new HeldMakers();
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    SharedByManyTest(Server server) throws SQLException {
        house = new House(server);
    }

    @AfterEach
    void close() throws SQLException {
        house.close();
    }

    private static Request request(String address, Optional<Key> source, CompletableFuture<Void> left) {
        try {
            return new Request(
                    Optional.of(InetAddress.getByName(address)),
                    source,
                    Optional.empty(),
                    Optional.empty(),
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

    private static DatabaseSettings limited(int perAddress, int perMinute) {
        DatabaseSettings any = House.settings(0);
        return new DatabaseSettings(
                any.ttl(),
                any.maxTtl(),
                any.idle(),
                new QuotaSettings(0, perAddress, perMinute, Map.of()),
                any.role(),
                any.copyWait(),
                any.warm());
    }

    private static void refused(CompletableFuture<?> answer, String sqlState) {
        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        ClientError.class, error -> assertThat(error.sqlState()).isEqualTo(sqlState));
    }

    @Test
    void theOthersGetItWhereTheFirstLeaves() throws Exception {
        Databases databases = house.databases(makers);
        CompletableFuture<Lease> first = databases.share(KEY, request("192.0.2.1", Optional.empty(), left));
        Eventually.holds("it is begun", () -> makers.waiting() == 1);
        CompletableFuture<Lease> second = databases.share(KEY, from("192.0.2.1"));
        CompletableFuture<Lease> third = databases.reset(KEY, from("192.0.2.2"));
        left.complete(null);
        assertThat(first).isCompletedExceptionally();
        makers.work();
        assertThat(second.get(20, TimeUnit.SECONDS).fresh()).isTrue();
        if (makers.waiting() > 0 || !third.isDone()) {
            Eventually.holds("the reset is done or begun", () -> third.isDone() || makers.waiting() > 0);
            if (!third.isDone()) {
                makers.work();
            }
        }
        assertThat(third.get(20, TimeUnit.SECONDS).key()).contains(KEY);
    }

    @Test
    void theOthersGetItWhereTheFirstHasTooMany() throws Exception {
        Databases databases = house.databases(makers).under(limited(1, 0));
        CompletableFuture<Lease> has = databases.make(from("192.0.2.1"));
        makers.work();
        try (Connection inUse = house.session(has.get(20, TimeUnit.SECONDS).name())) {
            CompletableFuture<Lease> first = databases.share(KEY, from("192.0.2.1"));
            Eventually.holds("it is begun", () -> makers.waiting() == 1);
            CompletableFuture<Lease> neighbour = databases.share(KEY, from("192.0.2.1"));
            CompletableFuture<Lease> other = databases.share(KEY, from("192.0.2.2"));
            while (!other.isDone()) {
                Eventually.holds("one is to be made", () -> makers.waiting() > 0 || other.isDone());
                if (!other.isDone()) {
                    makers.work();
                }
            }
            refused(first, "53400");
            refused(neighbour, "53400");
            assertThat(other.get().fresh()).isTrue();
            assertThat(inUse.isValid(5)).isTrue();
        }
    }

    @Test
    void aSourceThatIsNowhereIsTheTroubleOfTheOneThatNamedIt() throws Exception {
        Databases databases = house.databases(makers);
        CompletableFuture<Lease> first =
                databases.share(KEY, request("192.0.2.1", Optional.of(NOWHERE), new CompletableFuture<>()));
        CompletableFuture<Lease> second = databases.share(KEY, from("192.0.2.1"));
        refused(first, "3D000");
        makers.work();
        assertThat(second.get(20, TimeUnit.SECONDS).key()).contains(KEY);
    }

    @Test
    void whatFailsAtOnceIsNotCounted() throws Exception {
        house.templates.enforce(Map.of(), Set.of("broken"));
        Databases databases = house.databases(makers).under(limited(0, 1));
        refused(
                databases.make(request("192.0.2.1", Optional.of(new Key("broken")), new CompletableFuture<>())),
                "58000");
        CompletableFuture<Lease> next = databases.make(from("192.0.2.1"));
        makers.work();
        assertThat(next.get(20, TimeUnit.SECONDS).fresh()).isTrue();
        refused(databases.make(from("192.0.2.1")), "53400");
    }

    @Test
    void whoHasLeftWaitsForNoSource() throws Exception {
        Databases databases = house.databases(makers);
        CompletableFuture<Lease> restless = databases.share(KEY, from("192.0.2.1"));
        makers.work();
        restless.get(20, TimeUnit.SECONDS);
        CompletableFuture<Lease> copy = databases.make(request("192.0.2.1", Optional.of(KEY), left));
        Eventually.holds("it waits", () -> house.ask("SELECT copied FROM registry.lease").equals("t"));
        assertThat(copy).isNotDone();
        left.complete(null);
        assertThatThrownBy(
                        () -> copy.get(House.settings(0).copyWait().dividedBy(2).toMillis(), TimeUnit.MILLISECONDS))
                .hasMessageContaining("the client has left");
    }
}
