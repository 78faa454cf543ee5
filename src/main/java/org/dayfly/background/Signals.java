package org.dayfly.background;

import java.lang.reflect.InvocationHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs actions when the operating system sends a signal to the serving process.
 *
 * <p>A shutdown hook, which is the JDK's public way, cannot tell a second SIGTERM from the first and knows no SIGHUP.
 * {@code sun.misc.Signal} can do both. The class is called by reflection, because the compiler warns of it and this
 * warning cannot be turned off.
 */
public final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Runs an action on a thread of its own each time a signal arrives. If the platform has no such signal, nothing
     * changes.
     *
     * @param name without SIG
     */
    public static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (self, method, arguments) -> {
                new Thread(action, "dayfly-" + name).start();
                return null;
            };
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            java.lang.reflect.Proxy.newProxyInstance(
                                    handler.getClassLoader(), new Class<?>[] {handler}, run));
        } catch (ReflectiveOperationException e) {
            log.debug("this platform has no signal SIG{}", name, e);
        }
    }
}
