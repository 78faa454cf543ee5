package org.dayfly.config.server;

import java.util.function.Function;

/** Where a server is that dayfly makes databases on: anywhere, or run by dayfly itself. */
public sealed interface ServerPlace permits ServerUrl, EmbeddedPlace {
    /** The place as a name: the name of a server that the settings give none. Holds no password. */
    String asName();

    /** Asks the function for this kind of place. */
    <T> T either(Function<ServerUrl, T> own, Function<EmbeddedPlace, T> embedded);
}
