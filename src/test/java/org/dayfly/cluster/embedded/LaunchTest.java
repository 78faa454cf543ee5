package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.ProgramLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A start that fails is tried again if the cause goes away by itself. */
class LaunchTest {
    private static final String HELD = "pre-existing shared memory block (key 1, ID 2) is still in use";

    private final StateFolder folder = TestFolder.createEmpty();
    private final ServerAccount account = folder.account();

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
    }

    @Test
    void waitsUntilADyingProcessReleasesTheMemoryOfTheServer() throws IOException {
        Postmaster postmaster = stumbling(HELD);
        assertThat(launch(postmaster).isReady()).isTrue();
        postmaster.stop();
        assertThat(folder.log()).content().containsOnlyOnce(HELD);
    }

    @Test
    void doesNotStartAgainAfterAnotherFailure() throws IOException {
        Postmaster postmaster = stumbling("No space left on device");
        assertThatThrownBy(() -> launch(postmaster)).isInstanceOf(StartFailure.class);
    }

    private PostmasterFile launch(Postmaster postmaster) {
        Platform platform = Platform.here();
        return new Launch(
                        postmaster,
                        Entrance.to(folder, platform, account),
                        new ServerSettings(20, Map.of()),
                        platform,
                        Clock.systemUTC())
                .run();
    }

    /** A postmaster whose first start fails with this reason in the log. */
    private Postmaster stumbling(String why) throws IOException {
        Path real = TestFolder.archive(ServerArchive.EMBEDDED_MAJOR)
                .unpackUnder(folder.programs())
                .home()
                .resolve("bin");
        Path home = folder.path().resolve("stumbling");
        Path bin = Files.createDirectories(home.resolve("bin"));
        FileMode.set(home, "rwxrwxrwx");
        Files.createSymbolicLink(bin.resolve("initdb"), real.resolve("initdb"));
        String script =
                "#!/bin/sh\nif mkdir %s/once 2> /dev/null; then echo 'FATAL:  %s' >> %s; exit 1; fi\nexec %s \"$@\"\n";
        Path control = bin.resolve("pg_ctl");
        Files.writeString(control, script.formatted(home, why, folder.log(), real.resolve("pg_ctl")));
        FileMode.set(control, "rwxr-xr-x");
        return new Postmaster(
                new ServerBinaries(home, ServerArchive.EMBEDDED_MAJOR),
                account,
                folder.data(),
                new ProgramLog(folder.log()));
    }
}
