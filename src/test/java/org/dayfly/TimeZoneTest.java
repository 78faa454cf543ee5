package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL may not know the time zone of the operator. dayfly starts all the same. */
final class TimeZoneTest {
    @ParameterizedTest
    @ValueSource(strings = {"JST", "IST", "PST"})
    void dayflyStartsInATimeZoneThatPostgresqlDoesNotKnow(String zone) throws Exception {
        try (ServedFolder folder = ServedFolder.create();
                ServeProcess dayfly = ServeProcess.start(folder, List.of("-Duser.timezone=" + zone));
                Connection session = TestProxy.connect(dayfly.port(), "new")) {
            assertThat(Sql.ask(session, "SELECT 1")).isEqualTo("1");
        }
    }
}
