package org.dayfly;

import java.lang.reflect.InvocationHandler;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: the first lets sessions finish, the second does not wait for them.
 *
 * <p>The JDK's public way, a shutdown hook, could not tell the second from the first; {@code sun.misc.Signal} can, but is
 * called by reflection, since the compiler warns of it and can't be told not to.
 */
final class StopSignals {
    private static final Logger log = LoggerFactory.getLogger(StopSignals.class);

    private StopSignals() {}

    /** Has every such signal close the proxy; where the JDK has no way, the system's own treatment of signals stays. */
    static void close(Proxy proxy) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler close = (self, method, arguments) -> {
                new Thread(proxy::close, "dayfly-stop").start();
                return null;
            };
            Object listener =
                    java.lang.reflect.Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, close);
            for (String name : List.of("TERM", "INT")) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
            }
        } catch (ReflectiveOperationException e) {
            log.warn("signals end this dayfly at once: {}", e.toString());
        }
    }
}
