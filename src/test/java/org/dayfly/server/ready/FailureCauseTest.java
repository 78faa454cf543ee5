package org.dayfly.server.ready;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorResponse;
import org.dayfly.protocol.SqlState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameters of clients are blamed only for errors that parameters can cause. */
class FailureCauseTest {
    private static ClientError ofServer(String sqlState) {
        return ClientError.of(new ErrorResponse(Map.of('C', sqlState, 'M', "no")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0A000", "08P01", "22023", "42501", "42704", "57014", "25P03", "P0001"})
    void theParametersMayBeTheCause(String sqlState) {
        assertThat(FailureCause.profileMayCause(ofServer(sqlState))).isTrue();
        assertThat(FailureCause.databaseIsGone(ofServer(sqlState))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "28000", "28P01", "53100", "53200", "53300", "55000", "55006", "57P01", "57P02", "57P03", "58030",
                "58P01", "XX000", "no"
            })
    void theParametersAreNotTheCause(String sqlState) {
        assertThat(FailureCause.profileMayCause(ofServer(sqlState))).isFalse();
        assertThat(FailureCause.databaseIsGone(ofServer(sqlState))).isFalse();
    }

    @Test
    void aDatabaseThatDoesNotExistIsGone() {
        assertThat(FailureCause.databaseIsGone(ofServer("3D000"))).isTrue();
        assertThat(FailureCause.profileMayCause(ofServer("3D000"))).isFalse();
    }

    @Test
    void aBrokenConnectionSaysNothingAboutParametersOrDatabase() {
        IOException broken = new IOException("connection reset");
        assertThat(FailureCause.profileMayCause(broken)).isFalse();
        assertThat(FailureCause.databaseIsGone(broken)).isFalse();
    }

    @Test
    void parametersThatFitIntoNoPacketAreTheCause() {
        assertThat(FailureCause.profileMayCause(ClientError.of(SqlState.PROTOCOL_VIOLATION, "packet too long")))
                .isTrue();
    }
}
