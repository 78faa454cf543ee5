package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloseStackTest {
    private final List<String> closed = new ArrayList<>();
    private final CloseStack stack = new CloseStack();

    @Test
    void closesInReverseOrder() {
        stack.add(() -> closed.add("first"));
        stack.add(() -> closed.add("second"));
        stack.close();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void closesTheRestAfterAFailure() {
        stack.add(() -> closed.add("first"));
        stack.add(() -> {
            throw new IllegalStateException("does not close");
        });
        stack.close();
        assertThat(closed).containsExactly("first");
    }

    /** Where the jar is replaced while dayfly runs, classes that were not needed before are missing at the end. */
    @Test
    void closesTheRestIfAClassIsMissing() {
        stack.add(() -> closed.add("first"));
        stack.add(() -> {
            throw new NoClassDefFoundError("org/dayfly/Replaced");
        });
        stack.close();
        assertThat(closed).containsExactly("first");
    }
}
