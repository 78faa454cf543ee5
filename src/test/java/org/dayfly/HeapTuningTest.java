package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The heap shrinks to what it needs, unless whoever started the JVM wanted it otherwise. */
class HeapTuningTest {
    private final HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);

    private String option(String name) {
        return jvm.getVMOption(name).getValue();
    }

    @Test
    void lessOfItIsFree() {
        assumeThat(jvm.getVMOption("MaxHeapFreeRatio").getOrigin()).isNotEqualTo(VMOption.Origin.VM_CREATION);
        HeapTuning.set();
        assertThat(option("MinHeapFreeRatio")).isEqualTo("10");
        assertThat(option("MaxHeapFreeRatio")).isEqualTo("30");
        assertThat(option("G1PeriodicGCInterval")).isEqualTo("60000");
    }

    @Test
    void whatWasSetOtherwiseStays() {
        HeapTuning.set();
        jvm.setVMOption("MaxHeapFreeRatio", "31");
        HeapTuning.set();
        assertThat(option("MaxHeapFreeRatio")).isEqualTo("31");
        jvm.setVMOption("MaxHeapFreeRatio", "30");
    }
}
