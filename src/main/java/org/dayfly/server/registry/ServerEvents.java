package org.dayfly.server.registry;

import java.time.Duration;

/** Listener for what happens to the databases of one server. Called by any thread; must not wait. */
public interface ServerEvents {
    /** Gives each server its listener. */
    @FunctionalInterface
    interface Listeners {
        /** Nobody listens. */
        Listeners NONE = (name, place) -> ServerEvents.NONE;

        /**
         * The listener for one server.
         *
         * @param name the name of the server in the settings
         * @param place the name that tells where the server is, as in logs
         */
        ServerEvents of(String name, String place);
    }

    /** Nobody listens. */
    ServerEvents NONE = new ServerEvents() {
        @Override
        public void made(String kind, Duration taken) {}

        @Override
        public void dropped(Reclaimed database, Duration taken) {}
    };

    /**
     * A database, or a whole server, was made; a client may have it later.
     *
     * @param kind database, copy, snapshot, template or server
     * @param taken the time from the first statement to the last
     */
    void made(String kind, Duration taken);

    /** A database, or a whole server, was dropped. */
    void dropped(Reclaimed database, Duration taken);
}
