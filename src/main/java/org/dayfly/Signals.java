package org.dayfly;

import java.lang.reflect.InvocationHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operating system tells a process that serves.
 *
 * <p>The JDK's public way, a shutdown hook, could not tell a second SIGTERM from the first and knows no SIGHUP;
 * {@code sun.misc.Signal} does, but is called by reflection, since the compiler warns of it and can't be told not to.
 */
final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Has a signal do something, on a thread of its own, each time that it comes. Where there is no such signal, its
     * treatment stays what it is.
     *
     * @param name without SIG
     */
    static void on(String name, Runnable action) {
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
            log.debug("no SIG{} here", name, e);
        }
    }
}
