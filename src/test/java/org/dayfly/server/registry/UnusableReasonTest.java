package org.dayfly.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start that fails on a server ends with the server's message and the next step. */
final class UnusableReasonTest {
    private static SQLException failure(String message, String state) {
        return new SQLException(message, state);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "password authentication failed for user \"dayfly\" | 28P01 | give the right password",
                "no pg_hba.conf entry for host | 28000 | pg_hba.conf",
                "sorry, too many clients already | 53300 | raise max_connections",
                "the database system is starting up | 57P03 | try again",
                "An error occurred while setting up the SSL connection. | 08P01 | and no other program",
                "The server does not support SSL. | 08004 | sslmode",
                "unsupported startup parameter: options | 08P01 | connection pooler",
                "could not load library \"/x/lib/plpgsql.so\": file too short | XX000 | delete the folder postgresql-",
                "could not access file \"$libdir/plpgsql\": No such file or directory | 58P01 | delete the folder",
            })
    void namesTheNextStep(String message, String state, String step) {
        assertThat(UnusableReason.of(failure(message, state)))
                .startsWith(message + "; ")
                .contains(step);
    }

    @Test
    void doesNotMentionTheConnectionPool() {
        SQLException failure = failure("could not load library \"x\"", "XX000");
        assertThat(UnusableReason.of(new PoolInitializationException(failure)))
                .startsWith("could not load library \"x\"; ")
                .doesNotContain("pool");
    }
}
