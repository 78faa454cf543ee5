package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An error is read even if the server leaves fields out, and written so that every driver can read it. */
final class ErrorResponseTest {
    private static ErrorResponse decoded(String body) {
        ByteBuf bytes = Unpooled.copiedBuffer(body.replace('|', '\0'), UTF_8);
        ErrorResponse error = ErrorResponse.decode(bytes);
        assertThat(bytes.readableBytes()).as("bytes left over").isZero();
        return error;
    }

    @Test
    void readsKnownAndUnknownFields() {
        ErrorResponse error = decoded("SFATAL|VFATAL|C28000|Mno entry für dich|Fauth.c|?new in 2030||");
        assertThat(error.sqlState()).isEqualTo("28000");
        assertThat(error.message()).isEqualTo("no entry für dich");
        assertThat(error.fields()).containsEntry('?', "new in 2030");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "|", "||", "S", "SFATAL", "SFATAL|", "SFATAL|M", "M", "||garbage", "SFATAL||Mlate|"})
    void readsAnErrorWithoutFields(String body) {
        ErrorResponse error = decoded(body);
        assertThat(error.sqlState()).isEqualTo("XX000");
        assertThat(error.message()).isNotBlank();
    }

    @Test
    void passesOnTheErrorOfTheServerWithoutTheSourceFile() {
        ClientError error = ClientError.of(decoded("SERROR|C42704|Mwhat?|Dno|Hask|Fguc.c|L1|Rset||"));
        ByteBuf written = Unpooled.buffer();
        ErrorResponse.fatal(error).encode(written);
        assertThat((char) written.readByte()).isEqualTo('E');
        assertThat(written.readInt()).isEqualTo(Integer.BYTES + written.readableBytes());
        assertThat(written.toString(UTF_8).replace('\0', '|')).isEqualTo("SFATAL|VFATAL|C42704|Mwhat?|Dno|Hask||");
    }

    @Test
    void leavesOutDetailAndHintWhereThereAreNone() {
        ByteBuf body = Unpooled.buffer();
        ErrorResponse.fatal(ClientError.of(SqlState.INTERNAL_ERROR, "oh")).encodeBody(body);
        assertThat(body.toString(UTF_8).replace('\0', '|')).isEqualTo("SFATAL|VFATAL|CXX000|Moh||");
    }

    @Test
    void neverSendsTheCauseToAClient() {
        ClientError error = ClientError.of(SqlState.CANNOT_CONNECT_NOW, "not now")
                .causedBy(new IllegalStateException("db1.internal:5432"));
        ByteBuf body = Unpooled.buffer();
        ErrorResponse.fatal(error).encodeBody(body);
        assertThat(body.toString(UTF_8)).doesNotContain("db1");
    }
}
