package org.dayfly;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the system back what the heap does not need: dayfly shares its machine with a server and with whoever tests on it, and
 * as a rule the JVM keeps three times of what is alive.
 *
 * <p>Set while it runs, as a jar cannot bring options of the JVM; what was set at the start stays. A JVM without these options
 * goes on as it is.
 */
final class HeapTuning {
    private static final Logger log = LoggerFactory.getLogger(HeapTuning.class);

    /** The start and the first clients go first: Java's management takes a while to load. */
    private static final int DELAY_SECONDS = 10;

    /** In the order in which they can be set: what is free in percent of the heap; milliseconds between collections at rest. */
    private static final String[][] OPTIONS = {
        {"MinHeapFreeRatio", "10"}, {"MaxHeapFreeRatio", "30"}, {"G1PeriodicGCInterval", "60000"}
    };

    private HeapTuning() {}

    /** Begins soon, in the background. */
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
            log.debug("the heap is left to the JVM's habits", e);
        }
    }
}
