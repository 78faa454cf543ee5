package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** HikariCP: all connections of a pool must be in one database, so its URL names a key, or is one that was issued. */
class HikariTest {
    static final String DAYFLY = System.getProperty("dayfly", "localhost:6432");

    @Test
    void aPoolOnAKeyIsInOneDatabase() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://" + DAYFLY + "/?user=new.shop");
        config.setMaximumPoolSize(10);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            assertEquals(1, databasesOf(pool).size());
        }
    }

    @Test
    void aPoolOnAnIssuedUrlIsInThatDatabase() throws SQLException {
        try (Connection first = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new")) {
            URI url = URI.create(first.unwrap(PGConnection.class).getParameterStatus("dayfly.url"));
            String[] login = url.getUserInfo().split(":", 2);
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl("jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath());
            config.setUsername(login[0]);
            config.setPassword(login[1]);
            try (HikariDataSource pool = new HikariDataSource(config)) {
                assertEquals(Set.of(first.getCatalog()), databasesOf(pool));
            }
        }
    }

    /** Takes every connection that the pool has. */
    private static Set<String> databasesOf(HikariDataSource pool) throws SQLException {
        List<Connection> taken = new ArrayList<>();
        Set<String> databases = new HashSet<>();
        for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
            taken.add(pool.getConnection());
            databases.add(taken.get(i).getCatalog());
        }
        for (Connection connection : taken) {
            connection.close();
        }
        return databases;
    }
}
