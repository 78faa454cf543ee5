package org.dayfly.cluster;

import java.net.SocketAddress;
import java.util.Map;
import java.util.Properties;

/** How a server is reached. */
sealed interface Endpoint permits UnixEndpoint, TcpEndpoint {
    SocketAddress address();

    /** Where pgjdbc connects to, before the name of the database. */
    String url();

    /** Tells pgjdbc how to connect there. */
    void configure(Properties driver);

    /** The server settings that make it listen there. */
    Map<String, String> settings();
}
