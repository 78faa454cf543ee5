package org.dayfly.script;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says now and then how far the reading of a long script is. */
final class ScriptProgress {
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final int MEGABYTE = 1_000_000;
    private static final int KILOBYTE = 1_000;

    private final LongSupplier nanoTime;
    private final Consumer<String> say;

    /** @param say gets a line for the operator */
    ScriptProgress(LongSupplier nanoTime, Consumer<String> say) {
        this.nanoTime = nanoTime;
        this.say = say;
    }

    /**
     * Watches what is read of a file.
     *
     * @param size in bytes
     */
    InputStream of(Path file, long size, InputStream in) {
        return new FilterInputStream(in) {
            private long read;
            private long said = nanoTime.getAsLong();

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                read += Math.max(count, 0);
                long now = nanoTime.getAsLong();
                if (count > 0 && now - said >= BETWEEN.toNanos()) {
                    said = now;
                    say.accept(file + ": " + 100 * read / Math.max(size, read) + " % of " + inWords(size));
                }
                return count;
            }
        };
    }

    private static String inWords(long size) {
        return size < 10 * MEGABYTE ? size / KILOBYTE + " kB" : size / MEGABYTE + " MB";
    }
}
