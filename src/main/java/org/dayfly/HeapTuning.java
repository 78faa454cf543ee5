package org.dayfly;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives memory that the heap does not need back to the system. dayfly shares its machine with a server and with tests;
 * by default the JVM keeps three times the size of the live objects.
 *
 * <p>The options are set while the JVM runs, because a jar cannot carry JVM options. Options that were set at the start
 * stay. A JVM without these options runs on unchanged.
 */
final class HeapTuning {
    private static final Logger log = LoggerFactory.getLogger(HeapTuning.class);

    /** The start and the first clients go first, because Java's management classes take a while to load. */
    private static final int DELAY_SECONDS = 10;

    /**
     * The options, in the order in which the JVM accepts them: the least and the most free share of the heap in
     * percent, then the milliseconds between collections at rest.
     */
    private static final String[][] OPTIONS = {
        {"MinHeapFreeRatio", "10"}, {"MaxHeapFreeRatio", "30"}, {"G1PeriodicGCInterval", "60000"}
    };

    private HeapTuning() {}

    /** Starts the tuning in the background, after {@value #DELAY_SECONDS} seconds. */
    static void begin() {
        CompletableFuture.delayedExecutor(DELAY_SECONDS, TimeUnit.SECONDS).execute(HeapTuning::set);
    }

    static void set() {
        try {
            HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            for (String[] option : OPTIONS) {
                VMOption there = jvm.getVMOption(option[0]);
                if (there.isWriteable() && there.getOrigin() == VMOption.Origin.DEFAULT) {
                    jvm.setVMOption(option[0], option[1]);
                }
            }
        } catch (RuntimeException | LinkageError e) {
            log.debug("the JVM keeps its own settings for the heap", e);
        }
    }
}
