package org.dayfly.cluster;

import java.net.SocketAddress;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/** The place where a server listens: a Unix socket or a TCP port. */
public sealed interface Endpoint permits UnixEndpoint, TcpEndpoint {
    SocketAddress address();

    /** The place as an operator writes it. */
    String place();

    /** The URL for pgjdbc, without the name of the database. */
    String url();

    /** Sets pgjdbc's properties for connections to this place. */
    void configure(Properties driver);

    /** Corrects pgjdbc's message about a failed connection. */
    SQLException explained(SQLException failure);

    /** The server settings that make the server listen at this place. */
    Map<String, String> settings();
}
