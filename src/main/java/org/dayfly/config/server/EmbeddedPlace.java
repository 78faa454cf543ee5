package org.dayfly.config.server;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.dayfly.config.value.SettingsException;

/**
 * One of several servers that dayfly runs itself. It has a state folder of its own, below the state folder of the
 * embedded server.
 *
 * @param name the name of the server and of its state folder
 * @param home the PostgreSQL installation that the server is made of; empty: the PostgreSQL that comes with dayfly
 */
public record EmbeddedPlace(String name, Optional<Path> home) implements ServerPlace {
    private static final Pattern NAME = Pattern.compile("\\w[\\w.-]{0,62}");

    public EmbeddedPlace {
        if (!NAME.matcher(name).matches()) {
            throw new SettingsException("servers holds the name \"" + name + "\" for a server with a home, which can't"
                    + " be the name of its folder; write letters, digits and _ - . as in pg16");
        }
    }

    @Override
    public String asName() {
        return name;
    }

    @Override
    public <T> T either(Function<ServerUrl, T> own, Function<EmbeddedPlace, T> embedded) {
        return embedded.apply(this);
    }
}
