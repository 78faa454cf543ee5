package org.dayfly.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.MaintenanceRole;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.server.registry.Credentials;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.KeyDerivation;
import org.dayfly.session.request.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The route of a client decides which password the client must give. */
@ExtendWith(TestServer.class)
final class VerifiersTest {
    private static final Route KNOWN = new Route.Known(new DatabaseName("dayfly_abcdefghij"));
    private static final Route DBA = new Route.Maintenance("dba");

    private final Credentials credentials = new Credentials(new byte[32]);
    private final MaintenanceRoles maintenance;

    VerifiersTest(Cluster cluster) {
        maintenance =
                new MaintenanceRoles(List.of(new MaintenanceRole("dba", Optional.of(new Secret("keeper")))), cluster);
    }

    private Verifiers verifiers(Optional<Secret> magic, Executor workers) {
        KeyDerivation keys = new KeyDerivation(credentials, workers);
        return new Verifiers(
                magic,
                name -> CompletableFuture.completedFuture(keys),
                role -> keys.ofNobody(role.role()),
                maintenance,
                () -> keys);
    }

    @Test
    void trustsTheMagicUserUnlessThereIsAPassword() {
        assertThat(verifiers(Optional.empty(), Runnable::run).demanded(new Route.Fresh(Optional.empty())))
                .isCompletedWithValue(Optional.empty());
        assertThat(verifiers(Optional.of(new Secret("x")), Runnable::run).demanded(new Route.Fresh(Optional.empty())))
                .isCompletedWithValueMatching(Optional::isPresent);
    }

    @Test
    void demandsTheDerivedPasswordOfEveryRoleWhetherItExistsOrNot() {
        assertThat(verifiers(Optional.empty(), Runnable::run).demanded(KNOWN))
                .isCompletedWithValue(
                        Optional.of(new Demand("dayfly_abcdefghij", false, credentials.keys("dayfly_abcdefghij"))));
    }

    @Test
    void alwaysDemandsAPasswordOfAMaintenanceRole() {
        assertThat(verifiers(Optional.empty(), Runnable::run).demanded(DBA))
                .isCompletedWithValueMatching(Optional::isPresent);
    }

    @Test
    void knowsWhichPasswordsAPersonChose() {
        Verifiers verifiers = verifiers(Optional.of(new Secret("x")), Runnable::run);
        assertThat(demand(verifiers, DBA).chosen()).isTrue();
        assertThat(demand(verifiers, new Route.Fresh(Optional.empty())).chosen())
                .isTrue();
        assertThat(demand(verifiers, KNOWN).chosen()).isFalse();
    }

    private static Demand demand(Verifiers verifiers, Route route) {
        return verifiers.demanded(route).join().orElseThrow();
    }

    @Test
    void refusesClientsWhenTheWorkersTakeNoMoreWork() {
        Verifiers busy = verifiers(Optional.empty(), work -> {
            throw new RejectedExecutionException();
        });
        for (Route route : List.of(KNOWN, DBA)) {
            assertThat(busy.demanded(route).handle((keys, failure) -> failure))
                    .isCompletedWithValueMatching(failure -> ClientError.isOf(failure, Set.of(ErrorKind.OVER_LIMIT)));
        }
    }
}
