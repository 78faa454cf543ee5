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

/** A PostgreSQL 18 and a dayfly in front of it, both of which know the user {@code new} by the same password. */
final class BothServers implements ParameterResolver {
    static final String PASSWORD = "open sesame";

    /** The two, and their ports. */
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

        /** Plays a script to both; they must say the same. */
        void agreeOn(Dialogue.Script script) {
            assertThat(Dialogue.with(proxy.port(), script))
                    .as("what dayfly says, against what PostgreSQL says")
                    .isEqualTo(Dialogue.with(server.url().port(), script));
        }

        /** Plays a script to both, which say different things on purpose. */
        void differOn(Dialogue.Script script, String postgres, String dayfly) {
            assertThat(Dialogue.with(server.url().port(), script))
                    .as("what PostgreSQL says")
                    .isEqualTo(postgres);
            assertThat(Dialogue.with(proxy.port(), script))
                    .as("what dayfly says")
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
