package org.dayfly;

import org.dayfly.config.Settings;

/** A placeholder for the command line to compile against: it serves nothing. The proxy itself takes its place. */
public final class Proxy implements AutoCloseable {
    private final Settings settings;

    private Proxy(Settings settings) {
        this.settings = settings;
    }

    public static Proxy start(Settings settings) {
        return new Proxy(settings);
    }

    /** Waits until the proxy is closed. */
    public void awaitClose() {
        org.slf4j.LoggerFactory.getLogger(Proxy.class)
                .info("nothing listens on {}", settings.listen().address());
    }

    @Override
    public void close() {}
}
