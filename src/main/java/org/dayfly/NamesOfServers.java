package org.dayfly;

import java.security.Security;

/**
 * Sets how long this process caches the answers of name servers. The time is short, so that dayfly soon finds a server
 * that has a new address.
 */
final class NamesOfServers {
    /** The JDK's property for names that were found. Its default is 30 s; the JDK reads it at the first lookup. */
    private static final String FOUND = "networkaddress.cache.ttl";

    /** The JDK's property for names that were not found. Its default is 10 s. */
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
