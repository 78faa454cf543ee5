package org.dayfly;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Proxies in front of each version of PostgreSQL, as a superuser and as a role with CREATEDB and CREATEROLE only. */
final class EveryVersion implements ArgumentsProvider {
    private static final int OLDEST = 14;
    private static final int NEWEST = 18;
    private static final String MAKER = "maker";

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return IntStream.rangeClosed(OLDEST, NEWEST)
                .boxed()
                .flatMap(major -> Stream.of(true, false)
                        .map(superuser ->
                                Arguments.of(running(major + (superuser ? " superuser" : " maker"), context))));
    }

    private static Behind running(String kind, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(EveryVersion.class))
                .computeIfAbsent(kind, key -> new Running(start(key)), Running.class)
                .behind();
    }

    private static Behind start(String kind) {
        ExternalServer server = ExternalServer.start(Integer.parseInt(kind.replaceAll("\\D", "")));
        ServerUrl url = server.url();
        Cluster admin = ExternalCluster.at(url);
        String role = url.role();
        if (!kind.endsWith("superuser")) {
            role = MAKER;
            String password = url.password().map(Secret::value).orElseThrow();
            try (Connection connection = admin.connect("postgres")) {
                Sql.run(connection, "CREATE ROLE " + role + " LOGIN CREATEDB CREATEROLE PASSWORD '" + password + "'");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        Cluster maintained = ExternalCluster.at(new ServerUrl(role, url.password(), url.host(), url.port()));
        return new Behind(kind, server, admin, maintained, TestProxy.before(maintained, "reaper.interval=100ms"));
    }

    /** Closes the proxy and the server. {@link Behind} does not: JUnit would close it after one run of a test. */
    private record Running(Behind behind) implements AutoCloseable {
        @Override
        public void close() {
            behind.proxy().close();
            behind.server().close();
        }
    }

    /**
     * A proxy, and the server behind it.
     *
     * @param admin the server, as a superuser
     */
    record Behind(String kind, ExternalServer server, Cluster admin, Cluster maintained, TestProxy proxy) {
        /** The role of dayfly itself. */
        String maintenanceRole() {
            return maintained.maintenanceRole();
        }

        @Override
        public String toString() {
            return "PostgreSQL " + kind;
        }
    }
}
