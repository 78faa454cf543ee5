package org.dayfly.server;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.ServerUrl;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The servers that whatever speaks SQL is tested against: the newest, with much power and with little, and the oldest with
 * little; with {@code -Ddayfly.test.all-servers=true} the oldest with much power too, and {@link AllServers} has every version.
 */
public class EveryServer implements ArgumentsProvider {
    static final boolean ALL = Boolean.getBoolean("dayfly.test.all-servers");
    private static final int NEWEST = 18;

    /** May make databases and roles, and nothing else. */
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
            // A role has one owner, and both kinds of maintenance role use it here.
            server.sql(
                    "postgres",
                    "CREATE ROLE dayfly_sealed NOLOGIN; GRANT dayfly_sealed TO " + MAKER
                            + (major < 16 ? "" : " WITH SET TRUE, INHERIT TRUE"));
            // Or nobody could prepare a transaction, which is what a drop fails on.
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
