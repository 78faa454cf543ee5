package org.dayfly.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the server of a state folder up, in whatever condition the last process left it; the folder's lock is held. */
record Launch(Postmaster postmaster, Entrance entrance, ServerSettings settings, Platform platform, Clock clock) {
    private static final int ATTEMPTS = 5;
    private static final Logger log = LoggerFactory.getLogger(Launch.class);

    PostmasterFile run() {
        Optional<PostmasterFile> survivor = postmaster.running();
        if (survivor.isPresent()) {
            PostmasterFile running = survivor.get();
            if (isAsWanted(running)) {
                log.info("PostgreSQL (process {}) had outlived its dayfly and is adopted", running.pid());
                return running;
            }
            log.info("PostgreSQL (process {}) runs with other settings and is stopped", running.pid());
            postmaster.stop();
        }
        return startWhatIsThere();
    }

    private boolean isAsWanted(PostmasterFile running) {
        return running.isReady()
                && entrance.isOf(running.endpoint())
                && postmaster.runsOurPrograms()
                && data().settings().equals(settings.text(running.endpoint(), postmaster.data(), platform));
    }

    private PostmasterFile startWhatIsThere() {
        Optional<String> damage =
                data().exists() ? data().damage(postmaster.binaries().major()) : Optional.empty();
        damage.ifPresent(this::setAside);
        if (!data().exists()) {
            initialise();
            return start();
        }
        try {
            return start();
        } catch (StartFailure failure) {
            if (!failure.maybeDamage()) {
                throw failure;
            }
            return startAnew(failure);
        }
    }

    /** The proof that the data is at fault, not the machine, is that a new directory starts where the old one does not. */
    private PostmasterFile startAnew(StartFailure failure) {
        Path aside = setAside(String.valueOf(failure.getMessage()));
        try {
            initialise();
            return start();
        } catch (ClusterException e) {
            restore(aside);
            log.warn("a new data directory does not start either; the old one is back in its place");
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private Path setAside(String damage) {
        Path aside = data().setAside(clock);
        log.warn(
                "the data directory is damaged and is made anew, without its databases; the old one is {}: {}",
                aside,
                damage);
        return aside;
    }

    private void restore(Path aside) {
        try {
            FileTree.delete(data().path());
            Files.move(aside, data().path());
        } catch (IOException e) {
            throw new ClusterException("the data directory " + aside + " can't be moved back (" + e + "); move it", e);
        }
    }

    private PostmasterFile start() {
        for (int attempt = 1; ; attempt++) {
            long start = System.nanoTime();
            data().write(settings.text(entrance.endpoint(), postmaster.data(), platform), postmaster.account());
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

    /** Another port may be free; and a killed process holds its memory for a moment after it can't be seen any more. */
    private boolean passes(StartFailure failure) {
        return failure.memoryHeld() || (failure.portTaken() && entrance.socket().isEmpty());
    }

    private void initialise() {
        new Initdb(postmaster.binaries(), postmaster.account(), entrance.passwordFile()).make(postmaster.data());
    }

    private DataDirectory data() {
        return new DataDirectory(postmaster.data());
    }
}
