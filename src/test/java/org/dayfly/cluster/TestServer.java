package org.dayfly.cluster;

import java.util.Map;
import org.dayfly.cluster.embedded.EmbeddedCluster;
import org.dayfly.cluster.embedded.InstanceSettings;
import org.dayfly.cluster.embedded.ServerSettings;
import org.dayfly.cluster.embedded.StateFolder;
import org.dayfly.cluster.embedded.TestFolder;
import org.dayfly.cluster.programs.ServerArchive;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one embedded server of this JVM as a parameter of type {@link Cluster}; it ends with the last test.
 *
 * <p>Use: {@code @ExtendWith(TestServer.class) class SomeTest { SomeTest(Cluster cluster) … }}
 */
public final class TestServer implements ParameterResolver {
    private static final int SESSIONS = 300;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context);
    }

    /** The server, for code that passes it to tests in another way. */
    public static Cluster running(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(TestServer.class))
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
                .cluster();
    }

    private record Running(EmbeddedCluster cluster, StateFolder folder) implements AutoCloseable {
        static Running start() {
            StateFolder folder = TestFolder.create();
            return new Running(
                    EmbeddedCluster.start(
                            folder,
                            TestFolder.archive(ServerArchive.EMBEDDED_MAJOR),
                            TestFolder.noOthers(),
                            new ServerSettings(SESSIONS, Map.of()),
                            new InstanceSettings(false, Platform.here())),
                    folder);
        }

        @Override
        public void close() {
            cluster.close();
            TestFolder.delete(folder);
        }
    }
}
