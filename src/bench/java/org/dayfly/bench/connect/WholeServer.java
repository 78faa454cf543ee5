package org.dayfly.bench.connect;

import java.sql.Connection;
import org.dayfly.bench.stage.WholeServers;

/**
 * A whole server of dayfly. It is dropped after its first query, because whole servers are few and take memory.
 *
 * @param ready whether to wait until the next one is ready before the next client connects
 */
public record WholeServer(String name, WholeServers servers, boolean ready) implements Contender {
    @Override
    public AutoCloseable firstQuery() throws Exception {
        Connection connection = servers.client().firstQuery();
        return () -> {
            connection.close();
            servers.drop();
            if (ready) {
                servers.awaitReady();
            }
        };
    }
}
