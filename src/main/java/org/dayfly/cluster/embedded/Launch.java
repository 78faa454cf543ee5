package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Endpoint;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.config.value.IoReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the server of a state folder in any state that the last process left. The caller holds the folder's lock. */
record Launch(Postmaster postmaster, Entrance entrance, ServerSettings settings, Platform platform, Clock clock) {
    private static final int ATTEMPTS = 5;
    private static final Logger log = LoggerFactory.getLogger(Launch.class);

    PostmasterFile run() {
        Optional<PostmasterFile> survivor = postmaster.running();
        if (survivor.isPresent()) {
            PostmasterFile running = survivor.get();
            if (isAsWanted(running)) {
                log.info("PostgreSQL (process {}) still runs after its dayfly ended; adopting it", running.pid());
                return running;
            }
            log.info("PostgreSQL (process {}) runs with other settings; stopping it", running.pid());
            postmaster.stop();
        }
        return startWhatIsThere();
    }

    private boolean isAsWanted(PostmasterFile running) {
        return running.isReady()
                && entrance.isOf(running.endpoint())
                && postmaster.runsOurPrograms()
                && data().settings().equals(text(running.endpoint()));
    }

    private String text(Endpoint endpoint) {
        return settings.text(
                endpoint, postmaster.data(), platform, postmaster.binaries().major());
    }

    private PostmasterFile startWhatIsThere() {
        if (!data().exists()) {
            return initialiseAndStart();
        }
        postmaster.clear();
        data().mend(postmaster.account());
        Optional<String> damage = data().damage();
        if (damage.isPresent()) {
            return startAnew(damage.get());
        }
        try {
            return start();
        } catch (StartFailure failure) {
            if (!failure.provesDamage() || data().keepsLogElsewhere()) {
                throw failure;
            }
            return startAnew(failure.reason());
        }
    }

    /** Sets the damaged data directory aside and makes a new one. If that fails, the damaged one is moved back. */
    private PostmasterFile startAnew(String damage) {
        Path aside = setAside(damage);
        try {
            PostmasterFile started = initialiseAndStart();
            DamagedCopies.prune(postmaster.data());
            return started;
        } catch (ClusterException e) {
            restore(aside);
            log.warn("could not make a new data directory; the damaged one is back in its place");
            throw e;
        }
    }

    private Path setAside(String damage) {
        Path aside = data().setAside(clock);
        log.warn(
                "data directory is damaged ({}): making a new one, without the databases; the damaged one is kept as {}"
                        + " until there are {} newer ones",
                damage,
                aside,
                DamagedCopies.KEPT);
        return aside;
    }

    private void restore(Path aside) {
        try {
            FileTree.delete(data().path());
            Files.move(aside, data().path());
        } catch (IOException e) {
            throw new ClusterException(
                    "the data directory " + aside + " can't be moved back (" + IoReason.of(e) + "); move it", e);
        }
    }

    private PostmasterFile start() {
        for (int attempt = 1; ; attempt++) {
            long start = System.nanoTime();
            data().mend(postmaster.account());
            data().write(text(entrance.endpoint()), postmaster.account());
            try {
                PostmasterFile started = postmaster.start();
                log.info(
                        "PostgreSQL {} started in {} ms (process {}, {})",
                        postmaster.binaries().major(),
                        (System.nanoTime() - start) / 1_000_000,
                        started.pid(),
                        data().path());
                return started;
            } catch (StartFailure failure) {
                if (attempt == ATTEMPTS || !passes(failure)) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Whether a second attempt may succeed. Another port may be free. A killed process keeps its shared memory for a
     * moment after it has vanished from the list of processes.
     */
    private boolean passes(StartFailure failure) {
        return failure.memoryHeld() || (failure.portTaken() && entrance.socket().isEmpty());
    }

    private PostmasterFile initialiseAndStart() {
        new Initdb(postmaster.binaries(), postmaster.account(), entrance.passwordFile(), platform)
                .make(postmaster.data());
        return start();
    }

    private DataDirectory data() {
        return new DataDirectory(postmaster.data());
    }
}
