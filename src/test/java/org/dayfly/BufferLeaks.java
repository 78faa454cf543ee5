package org.dayfly;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class if Netty reports at its end that a buffer was never released. An earlier class may have lost it.
 *
 * <p>Netty tracks every buffer, because the build sets the level to paranoid. Netty notices a lost buffer only after a
 * garbage collection, and reports the loss when the next buffer is made.
 */
public final class BufferLeaks implements AfterAllCallback {
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    /** Must run before the first buffer is made: Netty asks for its detectors only once. */
    public BufferLeaks() {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.gc();
        ByteBufAllocator.DEFAULT.buffer().release();
        if (!FOUND.isEmpty()) {
            String found = String.join("\n\n", FOUND);
            FOUND.clear();
            throw new AssertionError("buffers were lost:\n" + found);
        }
    }

    private static final class Detectors extends ResourceLeakDetectorFactory {
        @Override
        @Deprecated
        @SuppressWarnings("InlineMeSuggester")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return newResourceLeakDetector(resource, interval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval) {
            return new Detector<>(resource, interval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<T> resource, int interval) {
            super(resource, interval);
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            FOUND.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            FOUND.add(resourceType);
        }

        @Override
        protected boolean needReport() {
            return true;
        }
    }
}
