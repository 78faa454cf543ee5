package org.dayfly.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import org.dayfly.HeardLog;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A background task that fails logs one warning, except while dayfly shuts down. */
class ServerFailureTest {
    private static final String NAME = "org.dayfly.server.task.ServerFailureTest";

    private final Logger logger = (Logger) LoggerFactory.getLogger(NAME);
    private final HeardLog log = new HeardLog(NAME);

    @BeforeEach
    void hearAll() {
        logger.setLevel(Level.DEBUG);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private ILoggingEvent first(Throwable failure) {
        ServerFailure.warn(logger, "no database could be made ahead", failure);
        return log.events().get(0);
    }

    @Test
    void aShutdownCausesNoWarning() {
        ILoggingEvent line =
                first(new CompletionException(ClientError.of(SqlState.ADMIN_SHUTDOWN, "dayfly is shutting down")));
        assertThat(line.getLevel()).isEqualTo(Level.DEBUG);
        assertThat(line.getFormattedMessage()).isEqualTo("no database could be made ahead: dayfly is shutting down");
    }

    @Test
    void theEndOfADatabaseCausesAWarning() {
        ClientError gone = ClientError.of(SqlState.ADMIN_SHUTDOWN, "expired").ofKind(ErrorKind.GONE);
        assertThat(first(gone).getLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void theServersMessageIsLoggedWithoutAStackTrace() {
        ILoggingEvent line =
                first(new CompletionException(ServerFailure.making(new SQLException("disk full", "53100"))));
        assertThat(line.getLevel()).isEqualTo(Level.WARN);
        assertThat(line.getFormattedMessage())
                .isEqualTo("no database could be made ahead: the server failed to make the database: disk full");
        assertThat(line.getThrowableProxy()).isNull();
    }

    @Test
    void aBugIsLoggedWithItsStackTrace() {
        ILoggingEvent line = first(new CompletionException(new IllegalStateException("bug")));
        assertThat(line.getLevel()).isEqualTo(Level.WARN);
        assertThat(line.getThrowableProxy().getClassName()).isEqualTo(IllegalStateException.class.getName());
    }

    @Test
    void aServerThatCannotBeReachedIsAnotherKindThanAServerThatFails() {
        assertThat(ServerFailure.asking(new SQLException("the database system is starting up", "57P03"))
                        .kind())
                .isEqualTo(ErrorKind.SERVER_UNREACHABLE);
        assertThat(ServerFailure.asking(new SQLException("permission denied", "42501"))
                        .kind())
                .isEqualTo(ErrorKind.SERVER_FAILED);
    }
}
