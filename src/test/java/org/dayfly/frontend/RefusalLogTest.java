package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.dayfly.HeardLog;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.session.Client;
import org.dayfly.session.ConnectionId;
import org.dayfly.session.SessionEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A refusal is one log line, and its level tells whether the operator has to do something. */
class RefusalLogTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Refusal refusal = new Refusal(new Client(new ConnectionId(7), channel), "new", SessionEvents.NONE);
    private final HeardLog log = new HeardLog(Refusal.class.getName());

    @AfterEach
    void close() {
        log.close();
        channel.finishAndReleaseAll();
    }

    private ILoggingEvent line() {
        assertThat(log.events()).hasSize(1);
        return log.events().get(0);
    }

    private String said() {
        ByteBuf bytes = channel.readOutbound();
        try {
            return bytes.toString(StandardCharsets.UTF_8);
        } finally {
            bytes.release();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEALTH_CHECK")
    void theKindSetsTheLevelAndTheStackTrace(ErrorKind kind) {
        refusal.tell(new CompletionException(
                ClientError.of(SqlState.SYSTEM_ERROR, "no").ofKind(kind).causedBy(new IOException("broken pipe"))));
        assertThat(line().getLevel()).hasToString(kind.level().name());
        assertThat(line().getFormattedMessage())
                .isEqualTo("refused user \"new\" from the Unix socket: no (58000): broken pipe");
        assertThat(line().getThrowableProxy() != null).isEqualTo(kind.hasStackTrace());
    }

    @Test
    void aHealthCheckPassesAndFillsNoLog() {
        refusal.tell(ClientError.of(SqlState.INVALID_AUTHORIZATION_SPECIFICATION, "ready")
                .ofKind(ErrorKind.HEALTH_CHECK));
        assertThat(said()).startsWith("R\0\0\0\u0008\0\0\0\0E").contains("Mready\0");
        assertThat(log.events()).isEmpty();
    }

    @Test
    void aFailureOfTheServerIsAWarningEvenWithoutAnException() {
        refusal.tell(ClientError.of(SqlState.SYSTEM_ERROR, "no"));
        assertThat(line().getLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void aClientIsToldTheErrorOnly() {
        refusal.tell(ClientError.of(SqlState.INVALID_CATALOG_NAME, "no such database")
                .causedBy(new IOException("the log alone has this")));
        assertThat(said()).contains("C3D000\0", "Mno such database\0").doesNotContain("the log alone");
    }

    @Test
    void anUnknownExceptionIsAnErrorWithItsStackTrace() {
        IllegalStateException bug = new IllegalStateException("bug");
        refusal.tell(new CompletionException(new DecoderException(new CompletionException(bug))));
        assertThat(line().getLevel()).isEqualTo(Level.ERROR);
        assertThat(line().getFormattedMessage()).contains("internal error (XX000): bug");
        assertThat(line().getThrowableProxy().getClassName()).isEqualTo(IllegalStateException.class.getName());
        assertThat(said())
                .contains("CXX000\0", "Minternal error\0", "connection c7")
                .doesNotContain("bug");
    }

    @Test
    void aBrokenConnectionIsNoRefusal() {
        refusal.tell(new CompletionException(new IOException("connection reset")));
        assertThat(log.events()).allSatisfy(line -> assertThat(line.getLevel()).isEqualTo(Level.DEBUG));
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
        assertThat(channel.isOpen()).isFalse();
    }
}
