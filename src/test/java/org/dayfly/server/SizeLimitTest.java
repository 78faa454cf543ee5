package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.dayfly.Sql;
import org.dayfly.server.drop.SizeLimit;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The sizes of databases are looked at seldom if a look takes long. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class SizeLimitTest {
    private static final long MEGABYTE = 1 << 20;

    private final DatabasesFixture setup;
    private long now;
    private Duration look = Duration.ZERO;

    SizeLimitTest(TestedServer server) throws SQLException {
        setup = new DatabasesFixture(server);
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    /** A look asks when it begins and when it ends. */
    private long clock() {
        long told = now;
        now += look.toNanos();
        return told;
    }

    @Test
    void afterALookThatTookLongTheNextLookIsPutOff() throws SQLException {
        DatabaseName name = setup.databases().make(DatabasesFixture.ANY).name();
        try (Connection session = setup.session(name)) {
            Sql.run(session, "CREATE TABLE t AS SELECT repeat('x', 1000) FROM generate_series(1, 5000)");
        }
        SizeLimit sizes = new SizeLimit(setup.registry.pool(), this::clock);
        look = Duration.ofSeconds(1);
        sizes.look(MEGABYTE);
        look = Duration.ZERO;
        now += Duration.ofSeconds(17).toNanos();
        sizes.look(MEGABYTE);
        assertThat(setup.state(name)).isEqualTo("leased");
        now += Duration.ofSeconds(2).toNanos();
        sizes.look(MEGABYTE);
        assertThat(setup.state(name)).isEqualTo("reclaiming");
    }
}
