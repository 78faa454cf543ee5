package org.dayfly;

import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Starts one dayfly for all samples of src/samples. The samples read its address from a system property. */
public final class SampleProxy implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getPackageName().equals("samples")) {
            System.setProperty("dayfly", "localhost:" + running(context).port());
        }
    }

    private static TestProxy running(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SampleProxy.class))
                .computeIfAbsent(
                        TestProxy.class, key -> TestProxy.before(TestServer.running(context)), TestProxy.class);
    }
}
