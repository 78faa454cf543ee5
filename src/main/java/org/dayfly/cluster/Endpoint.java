package org.dayfly.cluster;

import java.net.SocketAddress;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/** How a server is reached. */
public sealed interface Endpoint permits UnixEndpoint, TcpEndpoint {
    SocketAddress address();

    /** As an operator writes it. */
    String place();

    /** Where pgjdbc connects to, before the name of the database. */
    String url();

    /** Tells pgjdbc how to connect there. */
    void configure(Properties driver);

    /** What pgjdbc says of a connection that failed, put right. */
    SQLException explained(SQLException failure);

    /** The server settings that make it listen there. */
    Map<String, String> settings();
}
