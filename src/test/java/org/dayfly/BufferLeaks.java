package org.dayfly;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test class by whose end Netty has found a buffer that nobody released; it need not be the one that lost it.
 *
 * <p>Netty looks at every buffer, as the build sets the level to paranoid, but notices a loss only once the garbage
 * collector has, and reports it when the next buffer is made.
 */
public final class BufferLeaks implements AfterAllCallback {
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    /** Comes before the first buffer: Netty asks for its detectors only once. */
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
