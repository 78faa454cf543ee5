package org.dayfly.server;

import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.warm.WarmListener;

/** Where nothing is prepared. */
public final class NoWarmListener implements WarmListener {
    @Override
    public void waits(DatabaseName database) {}

    @Override
    public void prepare(DatabaseName database) {}

    @Override
    public void gone(DatabaseName database) {}
}
