package org.dayfly.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers that a server may give to the request for TLS. Tests with real servers cover TLS itself. */
class TlsNegotiationTest {
    private boolean begun;
    private boolean encrypted;
    private EmbeddedChannel channel = channel(true);

    private EmbeddedChannel channel(boolean required) {
        EmbeddedChannel made = new EmbeddedChannel(
                new TlsNegotiation(required, () -> {
                    encrypted = true;
                    throw new IllegalStateException("enough is known");
                }),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext ctx) {
                        begun = true;
                    }
                });
        ByteBuf request = made.readOutbound();
        assertThat(request.getInt(0)).isEqualTo(8);
        assertThat(request.getInt(4)).isEqualTo(80877103);
        request.release();
        return made;
    }

    @AfterEach
    void close() {
        channel.close();
    }

    private void answer(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
    }

    @Test
    void sendsNothingBeforeTheAnswer() {
        assertThat(begun).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"S!, unencrypted data", "N!, ssl = on", "N, ssl = on", "X, does not understand"})
    void refusesABadAnswer(String bytes, String why) {
        assertThatThrownBy(() -> answer(bytes))
                .isInstanceOf(LoginFailedException.class)
                .hasMessageContaining(why);
        assertThat(begun).isFalse();
        assertThat(encrypted).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"E", "Ecould not fork new process"})
    void takesAnErrorForAServerThatCannotServeNow(String bytes) {
        assertThatThrownBy(() -> answer(bytes)).isInstanceOf(IOException.class).hasMessageContaining("with an error");
        assertThat(begun).isFalse();
    }

    @Test
    void readsBytesThatFollowTheAnswerOfAServerWithoutTls() {
        channel.close();
        channel = channel(false);
        answer("NE");
        assertThat(begun).isTrue();
        ByteBuf further = channel.readInbound();
        assertThat(further.toString(US_ASCII)).isEqualTo("E");
        further.release();
    }

    @Test
    void beginsTlsIfTheServerHasTls() {
        assertThatThrownBy(() -> answer("S")).hasMessage("enough is known");
        assertThat(encrypted).isTrue();
    }

    @Test
    void continuesInClearIfTheServerHasNoTlsAndTlsIsNotRequired() {
        channel.close();
        channel = channel(false);
        answer("N");
        assertThat(begun).isTrue();
        answer("R");
        ByteBuf further = channel.readInbound();
        assertThat(further.toString(US_ASCII)).isEqualTo("R");
        further.release();
    }
}
