package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole servers that are ready or handed out, and kill -9 of dayfly, of their postmasters, and of all at once. */
final class KilledPostmastersTest extends KilledServersFixture {
    private static final String[] READY = {"databases.servers.warm.max=1"};

    KilledPostmastersTest() throws Exception {}

    @BeforeAll
    void keepServersReady() throws Exception {
        kill();
        dayfly = start(READY);
        assertAllIsWell();
    }

    private String ready() throws Exception {
        return Eventually.matches("a server is ready", names -> !names.isEmpty(), () -> inState("reserved"))
                .get(0);
    }

    private void killPostmaster(String name) {
        ProcessHandle postmaster = folder.postmaster(name);
        postmaster.destroyForcibly();
        postmaster.onExit().join();
    }

    @Test
    void dayflyDiesAndNobodyGetsTheServersThatWereReady() throws Exception {
        String ready = ready();
        kill();
        // As if dayfly had not reserved this server yet.
        registry(probe -> probe.of(ready).make().warm());
        assertThat(folder.runningInstances()).contains(kept, ready);
        dayfly = start(READY);
        assertAllIsWell();
        assertThat(folder.instances()).doesNotContain(ready);
    }

    @Test
    void aPostmasterDies() throws Exception {
        killPostmaster(kept);
        assertAllIsWell();
    }

    @Test
    void dayflyAndAPostmasterDie() throws Exception {
        kill();
        killPostmaster(kept);
        dayfly = start(READY);
        assertAllIsWell();
    }

    @Test
    void dayflyAndAllServersDie() throws Exception {
        String ready = ready();
        kill();
        folder.killAllServers();
        dayfly = start(READY);
        assertAllIsWell();
        assertThat(folder.instances()).doesNotContain(ready);
    }

    @Test
    void aServerIsDroppedWhosePostmasterIsDead() throws Exception {
        String name = handedOut("server");
        inventory.look();
        killPostmaster(name);
        registry(probe -> probe.of(name).make().expired());
        assertAllIsWell();
    }
}
