package org.dayfly.database;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.config.Secret;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The servers that whatever speaks SQL is tested against: oldest and newest, with much power and with little. */
class EveryServer implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return Stream.of(18, 14)
                .flatMap(major -> roles().map(role ->
                        Arguments.of(new Server(major, new Scratch(major, role), new Scratch(major, "dayfly_super")))));
    }

    Stream<String> roles() {
        return Stream.of("dayfly_super", "maker");
    }

    private record Scratch(int major, String maintenanceRole) implements Cluster {
        @Override
        public SocketAddress address() {
            return InetSocketAddress.createUnresolved("127.0.0.1", 54000 + major);
        }

        @Override
        public Optional<Secret> maintenancePassword() {
            return Optional.empty();
        }

        @Override
        public Connection connect(String database) throws SQLException {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + (54000 + major) + "/" + database, maintenanceRole, "");
        }

        @Override
        public String name() {
            return "scratch " + major;
        }

        @Override
        public void close() {}
    }
}
