package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** dayfly lets the JVM keep less free heap, unless an option of the JVM says otherwise. */
class HeapTuningTest {
    private final HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);

    private String option(String name) {
        return jvm.getVMOption(name).getValue();
    }

    @Test
    void theJvmKeepsLessFreeHeap() {
        assumeThat(jvm.getVMOption("MaxHeapFreeRatio").getOrigin()).isNotEqualTo(VMOption.Origin.VM_CREATION);
        HeapTuning.set();
        assertThat(option("MinHeapFreeRatio")).isEqualTo("10");
        assertThat(option("MaxHeapFreeRatio")).isEqualTo("30");
        assertThat(option("G1PeriodicGCInterval")).isEqualTo("60000");
    }

    @Test
    void anOptionThatWasSetBeforeIsKept() {
        HeapTuning.set();
        jvm.setVMOption("MaxHeapFreeRatio", "31");
        HeapTuning.set();
        assertThat(option("MaxHeapFreeRatio")).isEqualTo("31");
        jvm.setVMOption("MaxHeapFreeRatio", "30");
    }
}
