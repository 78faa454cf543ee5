package org.dayfly.server;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The servers for tests of SQL: the newest version with a superuser and with {@link #MAKER} as maintenance role, and
 * the oldest version with {@link #MAKER}. {@code -Ddayfly.test.all-servers=true} adds the oldest version with a
 * superuser, and all versions to {@link AllServers}.
 */
public class EveryServer implements ArgumentsProvider {
    static final boolean ALL = Boolean.getBoolean("dayfly.test.all-servers");
    private static final int NEWEST = 18;

    /** A maintenance role that may make databases and roles, and nothing else. */
    public static final String MAKER = "maker";

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return majors().flatMap(major -> {
            ServerUrl url = running(major, context).url();
            return roles(url.role())
                    .filter(role -> ALL || major == NEWEST || role.equals(MAKER))
                    .map(role -> Arguments.of(new TestedServer(major, as(role, url), as(url.role(), url))));
        });
    }

    Stream<Integer> majors() {
        return Stream.of(NEWEST, 14);
    }

    Stream<String> roles(String superuser) {
        return Stream.of(superuser, MAKER);
    }

    private static ExternalCluster as(String role, ServerUrl url) {
        return ExternalCluster.at(new ServerUrl(role, url.password(), url.host(), url.port()));
    }

    private static ExternalServer running(int major, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(EveryServer.class))
                .computeIfAbsent(major, EveryServer::start, ExternalServer.class);
    }

    private static ExternalServer start(int major) {
        ExternalServer started = ExternalServer.start(major, "trust");
        ServerUrl url = started.url();
        String password = url.password().map(Secret::value).orElse("");
        TestedServer server = new TestedServer(major, as(url.role(), url), as(url.role(), url));
        try {
            server.sql("postgres", "CREATE ROLE " + MAKER + " LOGIN CREATEDB CREATEROLE PASSWORD '" + password + "'");
            // Both kinds of maintenance role use this role here, so the superuser makes it.
            server.sql(
                    "postgres",
                    "CREATE ROLE dayfly_sealed NOLOGIN; GRANT dayfly_sealed TO " + MAKER
                            + (major < 16 ? "" : " WITH SET TRUE, INHERIT TRUE"));
            // By default, no transaction can be prepared. Some tests need a prepared transaction that stops a drop.
            server.sql("postgres", "ALTER SYSTEM SET max_prepared_transactions = 5");
        } catch (SQLException e) {
            started.close();
            throw new IllegalStateException(e);
        }
        started.stop();
        started.start();
        return started;
    }
}
