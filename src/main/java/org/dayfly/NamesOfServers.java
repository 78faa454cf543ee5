package org.dayfly;

import java.security.Security;

/** How long this process believes what a name server said: a server that has moved is found where it is now. */
final class NamesOfServers {
    /** As the JDK calls it, which takes 30 s of its own accord; read when the first name is looked up. */
    private static final String FOUND = "networkaddress.cache.ttl";

    /** As the JDK calls it, which takes 10 s of its own accord. */
    private static final String NOT_FOUND = "networkaddress.cache.negative.ttl";

    private static final String OPERATORS_OWN = "sun.net.inetaddr.ttl";

    private NamesOfServers() {}

    static void forgetSoon() {
        if (System.getProperty(OPERATORS_OWN) == null) {
            Security.setProperty(FOUND, "3");
            Security.setProperty(NOT_FOUND, "1");
        }
    }
}
