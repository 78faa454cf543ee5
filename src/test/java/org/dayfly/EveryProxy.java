package org.dayfly;

import java.util.stream.Stream;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Proxies in front of each kind of server: the embedded server, and external servers by each way to log in. */
final class EveryProxy implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        Stream<Arguments> external = Stream.of(
                        "18 scram-sha-256", "18 md5", "18 trust", "14 scram-sha-256", "18 Unix socket")
                .map(kind -> Arguments.of(Named.of("PostgreSQL " + kind, external(kind, context))));
        return Stream.concat(Stream.of(Arguments.of(Named.of("embedded PostgreSQL", embedded(context)))), external);
    }

    private static TestProxy embedded(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(EveryProxy.class))
                .computeIfAbsent(
                        TestProxy.class, key -> TestProxy.before(TestServer.running(context)), TestProxy.class);
    }

    private static TestProxy external(String kind, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(EveryProxy.class))
                .computeIfAbsent(kind, key -> Pair.start(kind), Pair.class)
                .proxy();
    }

    private record Pair(ExternalServer server, TestProxy proxy) implements AutoCloseable {
        static Pair start(String kind) {
            int blank = kind.indexOf(' ');
            int major = Integer.parseInt(kind.substring(0, blank));
            String way = kind.substring(blank + 1);
            ExternalServer server = way.equals("Unix socket")
                    ? ExternalServer.startOnUnixSocket(major)
                    : ExternalServer.start(major, way);
            return new Pair(server, TestProxy.before(ExternalCluster.at(server.url())));
        }

        @Override
        public void close() {
            proxy.close();
            server.close();
        }
    }
}
