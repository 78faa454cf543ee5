package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.dayfly.junit.FreshDatabase;
import org.junit.jupiter.api.Test;

/** HikariCP: all connections of a pool are in one database, so its URL names a key, or is the URL of a database. */
class PoolTest {
    static final String DAYFLY = "localhost:" + System.getProperty("dayfly.port", "6432");

    @Test
    void aPoolOnAKeyIsInOneDatabase() throws SQLException {
        assertEquals(1, databases("jdbc:postgresql://" + DAYFLY + "/?user=new.pool").size());
    }

    @Test
    void aPoolInTheDatabaseOfATest(@FreshDatabase String url) throws SQLException {
        assertEquals(1, databases(url).size());
    }

    private static Set<String> databases(String url) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(3);
        Set<String> databases = new HashSet<>();
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection first = pool.getConnection();
                Connection second = pool.getConnection();
                Connection third = pool.getConnection()) {
            databases.add(first.getCatalog());
            databases.add(second.getCatalog());
            databases.add(third.getCatalog());
        }
        return databases;
    }
}
