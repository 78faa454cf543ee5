package org.dayfly.server.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import java.time.Duration;
import org.dayfly.server.DatabasesFixture;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.task.BlockingTasks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A key is on one server at a time, whatever the order of the proxies' steps. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class DirectoryTest {
    private static final ServerTag HERE = new ServerTag("aaaaaa");
    private static final ServerTag THERE = new ServerTag("bbbbbb");
    private static final Key KEY = new Key("shared");

    private final DatabasesFixture setup;
    private final Directory directory;

    DirectoryTest(TestedServer server) throws SQLException {
        setup = new DatabasesFixture(server);
        setup.probe.forgetDirectory();
        directory = new Directory(setup.registry, new BlockingTasks(Runnable::run));
    }

    @AfterEach
    void close() throws Exception {
        setup.close();
    }

    @Test
    void theFirstClaimOfAKeyWins() {
        Directory.Claim first = directory.claim(KEY, HERE).join();
        Directory.Claim second = directory.claim(KEY, THERE).join();
        assertThat(first.isNew()).isTrue();
        assertThat(second).isEqualTo(new Directory.Claim(first.place(), false));
        assertThat(first.place()).isEqualTo(new KeyPlace(KEY, HERE, 1, false));
        assertThat(directory.find(KEY).join()).contains(first.place());
    }

    @Test
    void aKeyThatNobodyClaimedIsNotFound() {
        assertThat(directory.find(KEY).join()).isEmpty();
    }

    @Test
    void aConfirmedRowStays() {
        KeyPlace place = directory.claim(KEY, HERE).join().place();
        assertThat(directory.confirm(place).join()).isTrue();
        assertThat(directory.remove(place).join()).isFalse();
        assertThat(directory.find(KEY).join()).contains(place.confirmed());
    }

    @Test
    void aRowThatIsNotConfirmedCanBeRemovedAndClaimedForAnotherServer() {
        KeyPlace place = directory.claim(KEY, HERE).join().place();
        assertThat(directory.remove(place).join()).isTrue();
        assertThat(directory.claim(KEY, THERE).join().place().server()).isEqualTo(THERE);
        assertThat(directory.confirm(place).join()).isFalse();
    }

    @Test
    void aHandOutOfAnEarlierGenerationIsNotConfirmed() {
        KeyPlace place = directory.claim(KEY, HERE).join().place();
        directory.confirm(place).join();
        KeyPlace renewed = directory.renew(place).join().orElseThrow();
        assertThat(renewed).isEqualTo(new KeyPlace(KEY, HERE, 2, false));
        assertThat(directory.confirm(place).join()).isFalse();
        assertThat(directory.renew(place).join()).isEmpty();
        assertThat(directory.remove(renewed).join()).isTrue();
    }

    @Test
    void aHandOutOfTheNewGenerationKeepsTheRow() {
        KeyPlace place = directory.claim(KEY, HERE).join().place();
        KeyPlace renewed = directory.renew(place).join().orElseThrow();
        assertThat(directory.confirm(renewed).join()).isTrue();
        assertThat(directory.remove(renewed).join()).isFalse();
    }

    @Test
    void theRowsOfAServerTellWhetherTheyAreOld() throws SQLException {
        directory.claim(KEY, HERE).join();
        directory.claim(new Key("old"), HERE).join();
        directory.claim(new Key("elsewhere"), THERE).join();
        setup.probe.ageInDirectory(new Key("old"), Duration.ofMinutes(2));
        assertThat(directory.entries(HERE, Duration.ofMinutes(1)).join())
                .extracting(entry -> entry.place().key().value(), Directory.Entry::old)
                .containsExactlyInAnyOrder(tuple("shared", false), tuple("old", true));
    }
}
