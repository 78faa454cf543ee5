package org.dayfly.cluster.embedded;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the server again when its postmaster died. The delay between attempts grows.
 *
 * <p>A thread of its own looks four times a second, because nothing reports the end of a process that is not a child of
 * dayfly.
 */
final class PostmasterWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final long LONGEST_DELAY_MILLIS = 5_000;
    private static final Logger log = LoggerFactory.getLogger(PostmasterWatch.class);

    private final Postmaster postmaster;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "dayfly-postmaster-watch");

    private PostmasterWatch(Postmaster postmaster) {
        this.postmaster = postmaster;
        thread.setDaemon(true);
    }

    static PostmasterWatch over(Postmaster postmaster) {
        PostmasterWatch watch = new PostmasterWatch(postmaster);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        long delay = LOOK_MILLIS;
        while (!closesWithin(delay)) {
            long next = Math.min(2 * delay, LONGEST_DELAY_MILLIS);
            delay = isAlive() || restarted(next) ? LOOK_MILLIS : next;
        }
    }

    private boolean isAlive() {
        try {
            return postmaster.running().isPresent();
        } catch (RuntimeException e) {
            log.warn("the server's state can't be read: {}", e.getMessage());
            return true;
        }
    }

    private boolean restarted(long nextMillis) {
        long start = System.nanoTime();
        try {
            PostmasterFile started = postmaster.start();
            log.warn(
                    "PostgreSQL had died; restarted in {} ms (process {})",
                    (System.nanoTime() - start) / 1_000_000,
                    started.pid());
            return true;
        } catch (RuntimeException e) {
            log.error("PostgreSQL died and can't be restarted, next attempt in {} ms: {}", nextMillis, e.getMessage());
            return false;
        }
    }

    private boolean closesWithin(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Stops the watch. A restart that has begun is finished first. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
