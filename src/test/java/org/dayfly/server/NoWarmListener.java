package org.dayfly.server;

import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.warm.WarmListener;

/** A listener that does nothing. */
public final class NoWarmListener implements WarmListener {
    @Override
    public void waits(DatabaseName database) {}

    @Override
    public void prepare(DatabaseName database) {}

    @Override
    public void gone(DatabaseName database) {}
}
