package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.saslInitialResponse;
import static org.dayfly.Packet.startupMessage;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Which clients dayfly lets in, and which error a refused client gets. */
@ExtendWith(TestServer.class)
final class AccessTest {
    private static final String UNKNOWN = "dayfly_neverissued";

    private final Cluster cluster;
    private final String maintenanceRole;
    private final TestProxy open;
    private final TestProxy guarded;

    AccessTest(Cluster cluster) {
        this.cluster = cluster;
        maintenanceRole = cluster.maintenanceRole();
        open = TestProxy.before(cluster);
        guarded = TestProxy.before(
                cluster, "access.password=open sesame", "access.maintenance-roles=" + maintenanceRole + ":keeper");
    }

    @AfterEach
    void close() {
        open.close();
        guarded.close();
    }

    private static ServerErrorMessage refusal(TestProxy proxy, String user, String database, String password) {
        String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database;
        PSQLException[] refused = new PSQLException[1];
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(url, user, password))
                .satisfies(exception -> refused[0] = exception);
        ServerErrorMessage message = refused[0].getServerErrorMessage();
        assertThat(message).as("error message of the server").isNotNull();
        assertThat(message.getSeverity()).isEqualTo("FATAL");
        return message;
    }

    private static String password(Connection connection) throws SQLException {
        return URI.create(Sql.ask(connection, "SHOW dayfly.url")).getUserInfo().replaceFirst(".*:", "");
    }

    @Test
    void aRoleCannotConnectToADatabaseOtherThanItsOwn() throws SQLException {
        try (Connection connection = open.connect("new")) {
            String role = Sql.ask(connection, "SELECT current_user");
            ServerErrorMessage refusal = refusal(open, role, "postgres", password(connection));
            assertThat(refusal.getSQLState()).isEqualTo("42501");
            assertThat(refusal.getMessage()).isEqualTo("permission denied for database \"postgres\"");
            assertThat(refusal.getHint()).contains(role);
            assertThat(refusal(open, role, "postgres", "wrong").getSQLState())
                    .as("a client without the password learns of no database")
                    .isEqualTo("28P01");
        }
    }

    @Test
    void aRoleWithoutADatabaseNameConnectsToItsOwnDatabase() throws Exception {
        try (Connection connection = open.connect("new");
                WireClient client = WireClient.connect(open.port())) {
            String role = Sql.ask(connection, "SELECT current_user");
            client.send(startupMessage(V3_0, "user", role)).prove(password(connection));
            assertThat(client.readUntil('Z')).last().hasToString("Z");
        }
    }

    @Test
    void anUnknownRoleGetsTheSameAnswersAsAKnownRoleWithAWrongPassword() throws Exception {
        try (Connection connection = open.connect("new")) {
            String known = Sql.ask(connection, "SELECT current_user");
            assertThat(failure(UNKNOWN).replace(UNKNOWN, known)).isEqualTo(failure(known));
            assertThat(salt(UNKNOWN)).isEqualTo(salt(UNKNOWN)).isNotEqualTo(salt(known));
            assertThat(salt(known)).isEqualTo(salt(known));
        }
    }

    /** All that a client with a wrong password receives, without nonces and salts. */
    private String failure(String role) throws Exception {
        try (WireClient client = WireClient.connect(open.port())) {
            client.send(startupMessage(V3_0, "user", role));
            List<WireMessage> heard = client.prove("wrong");
            assertThat(client.readToEnd()).isEmpty();
            WireMessage challenge = heard.get(1);
            return heard + " " + challenge.body().length + heard.get(2).fields();
        }
    }

    private String salt(String role) throws IOException {
        try (WireClient client = WireClient.connect(open.port())) {
            client.send(startupMessage(V3_0, "user", role)).readUntil('R');
            client.send(saslInitialResponse("SCRAM-SHA-256", "n,,n=,r=abc"));
            return new String(client.read().body(), UTF_8).replaceFirst(".*,s=", "");
        }
    }

    @Test
    void aRoleWhoseDatabaseIsGoneIsRefusedWithThatReason() throws Exception {
        String url;
        try (WireClient client = WireClient.connect(open.port())) {
            url = WireMessage.parameter(
                    client.send(startupMessage(V3_0, "user", "new")).readUntil('Z'), "dayfly.url");
        }
        String name = URI.create(url).getPath().substring(1);
        try (Connection server = cluster.connect("postgres")) {
            String count = "SELECT count(*) FROM pg_database WHERE datname = '" + name + "'";
            Eventually.sees("a database that was never used is gone", "0", () -> Sql.ask(server, count));
        }
        ServerErrorMessage refusal =
                refusal(open, name, name, URI.create(url).getUserInfo().substring(name.length() + 1));
        assertThat(refusal.getSQLState()).isEqualTo("3D000");
        assertThat(refusal.getMessage()).contains("reclaimed");
        assertThat(refusal.getHint()).contains("\"new\"");
    }

    @Test
    void userNewNeedsThePasswordOfTheSettings() throws SQLException {
        try (Connection connection = guarded.connect("new", Map.of("password", "open sesame"))) {
            assertThat(Sql.ask(connection, "SELECT current_user")).startsWith("dayfly_");
        }
        assertThat(refusal(guarded, "new", "x", "open barley").getSQLState()).isEqualTo("28P01");
    }

    @Test
    void aMaintenanceRoleReachesTheRegistryWithThePasswordOfTheSettings() throws SQLException {
        try (Connection connection = guarded.connect(maintenanceRole, Map.of("password", "keeper"))) {
            assertThat(Sql.ask(connection, "SELECT current_database()")).isEqualTo("dayfly");
            assertThat(Sql.ask(connection, "SELECT current_user")).isEqualTo(maintenanceRole);
            assertThat(Sql.ask(connection, "SELECT count(*) FROM lease")).matches("\\d+");
            assertThat(connection.unwrap(PGConnection.class).getParameterStatus("dayfly.url"))
                    .isNull();
        }
    }

    @Test
    void aMaintenanceRoleWithAWrongPasswordIsRefusedThoughTheServerTrustsTheProxy() {
        assertThat(refusal(guarded, maintenanceRole, "dayfly", "wrong").getSQLState())
                .isEqualTo("28P01");
        assertThat(refusal(guarded, maintenanceRole, "dayfly", "open sesame").getSQLState())
                .isEqualTo("28P01");
    }

    @Test
    void aMaintenanceRoleThatTheSettingsDoNotNameIsRefused() {
        assertThat(refusal(open, maintenanceRole, "dayfly", "keeper").getSQLState())
                .isEqualTo("28000");
    }
}
