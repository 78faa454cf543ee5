package org.dayfly.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.EOFException;
import java.util.Map;
import java.util.Optional;
import org.dayfly.protocol.AuthenticationRequest;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorResponse;
import org.dayfly.protocol.MalformedMessageException;
import org.dayfly.protocol.NoticeResponse;
import org.dayfly.protocol.ParameterStatus;
import org.dayfly.protocol.SimpleQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A login ends at ReadyForQuery and keeps all messages of the server in order, or fails with a reason. */
class BackendLoginTest {
    private static final AuthenticationRequest.Ok OK = new AuthenticationRequest.Ok();
    private static final String KEY = "\0\0\0\7" + "\1\2\3\4";

    private final FakeBackend server = new FakeBackend(new BackendCredentials("alice", Optional.empty()));

    @AfterEach
    void hangUp() {
        server.hangUp();
    }

    @Test
    void keepsTheMessagesAboutTheSessionInOrder() {
        server.send(OK, new ParameterStatus("TimeZone", "UTC"))
                .send('K', KEY)
                .send(new NoticeResponse("welcome", null, null), new ParameterStatus("server_version", "18.6"))
                .ready();
        BackendSession session = server.session();
        assertThat(session.greeting().toString(UTF_8))
                .matches("(?s)S.{4}TimeZone\0UTC\0N.{4}.*Mwelcome\0\0S.{4}server_version\0.*");
        assertThat(session.ready().toString(UTF_8)).isEqualTo("Z\0\0\0\5I");
        assertThat(session.key().map(BackendKeyData::pid)).hasValue(7);
        assertThat(server.channel.config().isAutoRead()).isFalse();
        session.close();
        assertThat(server.channel.isOpen()).isFalse();
    }

    @Test
    void runsARehearsalBeforeItIsReadyAndKeepsItsAnswerFromTheClient() {
        FakeBackend rehearsing = rehearsing();
        rehearsing.send(OK, new ParameterStatus("TimeZone", "UTC")).ready();
        assertThat(rehearsing.next()).isEqualTo("Q\0\0\0\15SELECT 1\0");
        rehearsing.send('T', "row").send('D', "\0\1\0\0\0\0023s").send('C', "SELECT 1\0");
        assertThat(rehearsing.result).isNotDone();
        BackendSession session = rehearsing.ready().session();
        assertThat(session.greeting().toString(UTF_8)).matches("(?s)S.{4}TimeZone\0UTC\0");
        assertThat(session.ready().toString(UTF_8)).isEqualTo("Z\0\0\0\5I");
        assertThat(session.rehearsed()).isEqualTo("3s");
        session.close();
    }

    @Test
    void aRehearsalThatFailsEndsTheLogin() {
        FakeBackend rehearsing = rehearsing();
        rehearsing.send(OK).ready();
        rehearsing.next();
        rehearsing.send(new ErrorResponse(Map.of('C', "57014", 'M', "canceling statement due to statement timeout")));
        assertThat(rehearsing.failure()).hasMessageContaining("statement timeout");
    }

    @Test
    void aRehearsalThatMayFailLeavesTheSessionGood() {
        FakeBackend server = new FakeBackend(
                new BackendCredentials("alice", Optional.empty()),
                Optional.of(Rehearsal.optional(new SimpleQuery("SELECT 1"))));
        server.send(OK).ready();
        server.next();
        server.send('D', "\0\1\0\0\0\0023s");
        server.send(new ErrorResponse(Map.of('V', "ERROR", 'C', "57014", 'M', "canceled")));
        assertThat(server.ready().session().rehearsed()).isEmpty();
    }

    @Test
    void aRehearsalInWhichTheSessionEndsFails() {
        FakeBackend server = new FakeBackend(
                new BackendCredentials("alice", Optional.empty()),
                Optional.of(Rehearsal.optional(new SimpleQuery("SELECT 1"))));
        server.send(OK).ready();
        server.next();
        server.send(new ErrorResponse(Map.of('V', "FATAL", 'C', "57P01", 'M', "terminating connection")));
        assertThat(server.failure()).hasMessageContaining("terminating connection");
    }

    private static FakeBackend rehearsing() {
        return new FakeBackend(
                new BackendCredentials("alice", Optional.empty()),
                Optional.of(Rehearsal.required(new SimpleQuery("SELECT 1"))));
    }

    @Test
    void aServerMayGiveNoCancelKey() {
        BackendSession session = server.send(OK).ready().session();
        assertThat(session.key()).isEmpty();
        assertThat(session.cancel()).isCompleted();
        session.close();
    }

    @Test
    void aNoticeMayComeBeforeAuthenticationOk() {
        server.send(new NoticeResponse("old password format", null, null), OK).ready();
        BackendSession session = server.session();
        assertThat(session.greeting().toString(UTF_8)).contains("Mold password format\0");
        session.close();
    }

    @Test
    void aServersErrorIsPassedOnWithItsSqlstateAndHint() {
        server.send(new ErrorResponse(Map.of('S', "FATAL", 'C', "53300", 'M', "too many", 'H', "fewer")));
        assertThat(server.failure()).isInstanceOfSatisfying(ClientError.class, error -> {
            assertThat(error.sqlState()).isEqualTo("53300");
            assertThat(error.text()).isEqualTo("too many");
            assertThat(error.hint()).isEqualTo("fewer");
        });
    }

    @Test
    void anErrorAfterAuthenticationOkFailsTheLogin() {
        server.send(OK, new ErrorResponse(Map.of('C', "3D000", 'M', "database does not exist")));
        assertThat(server.failure()).isInstanceOf(ClientError.class).hasMessage("database does not exist");
    }

    @Test
    void anErrorWithoutFieldsFailsTheLogin() {
        server.send('E', "");
        assertThat(server.failure())
                .isInstanceOfSatisfying(
                        ClientError.class, error -> assertThat(error.sqlState()).isEqualTo("XX000"));
    }

    @Test
    void anErrorThatIsCutOffInAFieldFailsTheLogin() {
        server.send('E', "SFATAL\0C08P01\0Mhalf a mess");
        assertThat(server.failure())
                .isInstanceOfSatisfying(
                        ClientError.class, error -> assertThat(error.sqlState()).isEqualTo("08P01"));
    }

    @Test
    void aServerOfAnotherProtocolIsRefused() {
        server.send('v', "\0\3\0\0" + "\0\0\0\0");
        assertThat(server.failure()).isInstanceOf(LoginFailedException.class).hasMessageContaining("protocol 3.0");
    }

    @Test
    void readyForQueryBeforeAuthenticationOkIsRefused() {
        server.ready();
        assertThat(server.failure())
                .isInstanceOf(LoginFailedException.class)
                .hasMessageContaining("before AuthenticationOk");
    }

    @Test
    void parameterStatusBeforeAuthenticationOkIsRefused() {
        server.send(new ParameterStatus("is_superuser", "on"));
        assertThat(server.failure()).isInstanceOf(LoginFailedException.class);
    }

    @Test
    void aConnectionThatEndsInsideAMessageFailsTheLogin() {
        server.send(OK).send(new byte[] {'S', 0, 0}).hangUp();
        assertThat(server.failure()).isInstanceOf(EOFException.class);
    }

    @Test
    void aMessageOfAnImpossibleLengthIsRefusedBeforeItIsBuffered() {
        server.send(new byte[] {'S', 0x7f, 0, 0, 0});
        assertThat(server.failure()).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aLengthBelowFourIsRefused() {
        server.send(new byte[] {'S', 0, 0, 0, 3});
        assertThat(server.failure()).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aCancelKeyOfAnImpossibleLengthIsRefused() {
        server.send(OK).send('K', "\0\0\0\7" + "\1\2\3");
        assertThat(server.failure()).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void messagesAfterAFailureAreDropped() {
        server.send(new ErrorResponse(Map.of('M', "no")));
        server.channel.pipeline().fireChannelRead(Unpooled.copiedBuffer("N", UTF_8));
        assertThat(server.failure()).hasMessage("no");
    }

    @Test
    void aCanceledLoginClosesItsConnection() {
        server.result.cancel(false);
        server.send(OK).ready();
        assertThat(server.channel.isOpen()).isFalse();
    }

    @Test
    void bytesAfterReadyForQueryAreKeptForThePipe() {
        server.send(OK);
        server.channel.writeInbound(Unpooled.copiedBuffer("Z\0\0\0\5INmore", UTF_8));
        server.channel.writeInbound(Unpooled.copiedBuffer(" and more", UTF_8));
        assertThat(heardBy(server)).isEqualTo("Nmore and more");
    }

    @Test
    void bytesAfterReadyForQueryOutliveTheConnection() {
        server.send(OK).ready().send('E', "SFATAL\0C57P01\0\0").hangUp();
        assertThat(heardBy(server)).contains("57P01");
    }

    @Test
    void bytesAfterReadyForQueryAreDroppedWithTheSession() {
        server.send(OK).ready().send('E', "SFATAL\0C57P01\0\0").session().close();
        assertThat(server.channel.isOpen()).isFalse();
    }

    private static String heardBy(FakeBackend server) {
        StringBuilder heard = new StringBuilder();
        server.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ByteBuf bytes = (ByteBuf) message;
                heard.append(bytes.toString(UTF_8));
                bytes.release();
            }
        });
        server.session().release();
        return heard.toString();
    }
}
