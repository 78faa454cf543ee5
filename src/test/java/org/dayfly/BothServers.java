package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** PostgreSQL 18 and a dayfly in front of it. Both let in the user {@code new} with the same password. */
final class BothServers implements ParameterResolver {
    static final String PASSWORD = "open sesame";

    /** PostgreSQL and dayfly. */
    record Pair(ExternalServer server, TestProxy proxy) implements AutoCloseable {
        static Pair start() {
            ExternalServer server = ExternalServer.start(18);
            Cluster cluster = ExternalCluster.at(server.url());
            try {
                Sql.run(cluster, "CREATE ROLE new LOGIN PASSWORD '" + PASSWORD + "'", "CREATE DATABASE new OWNER new");
            } catch (SQLException e) {
                throw new AssertionError("no user \"new\"", e);
            }
            return new Pair(server, TestProxy.before(cluster, "access.password=" + PASSWORD));
        }

        /** Runs a script against both, which must answer the same. */
        void agreeOn(Dialogue.Script script) {
            assertThat(Dialogue.with(proxy.port(), script))
                    .as("answers of dayfly, compared to those of PostgreSQL")
                    .isEqualTo(Dialogue.with(server.url().port(), script));
        }

        /** Runs a script against both, whose answers differ on purpose. */
        void differOn(Dialogue.Script script, String postgres, String dayfly) {
            assertThat(Dialogue.with(server.url().port(), script))
                    .as("answers of PostgreSQL")
                    .isEqualTo(postgres);
            assertThat(Dialogue.with(proxy.port(), script))
                    .as("answers of dayfly")
                    .isEqualTo(dayfly);
        }

        @Override
        public void close() {
            proxy.close();
            server.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Pair.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(BothServers.class))
                .computeIfAbsent(Pair.class, type -> Pair.start(), Pair.class);
    }
}
