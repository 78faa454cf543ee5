package org.dayfly.script;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Reports how much of a long script has been read, at most every 5 s. */
final class ScriptProgress {
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final int MEGABYTE = 1_000_000;
    private static final int KILOBYTE = 1_000;

    private final LongSupplier nanoTime;
    private final Consumer<String> say;

    /**
     * Makes the reports for one run.
     *
     * @param say receives each line for the operator
     */
    ScriptProgress(LongSupplier nanoTime, Consumer<String> say) {
        this.nanoTime = nanoTime;
        this.say = say;
    }

    /**
     * Wraps the stream of a file, to report how much of the file has been read.
     *
     * @param size size of the file in bytes
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
