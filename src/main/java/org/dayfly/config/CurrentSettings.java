package org.dayfly.config;

import java.util.function.Supplier;

/**
 * The one reference to the settings in force. A part of dayfly reads the settings here each time they matter, so that a
 * reload takes effect at once. TLS and the rules for clients are made from the settings at each reload. Safe for use by
 * any thread.
 */
public final class CurrentSettings implements Supplier<Settings> {
    private volatile Settings settings;

    public CurrentSettings(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Settings get() {
        return settings;
    }

    /** Puts other settings in force. */
    public void set(Settings others) {
        settings = others;
    }
}
