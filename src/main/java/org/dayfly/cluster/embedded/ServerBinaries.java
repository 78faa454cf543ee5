package org.dayfly.cluster.embedded;

import java.nio.file.Path;

/** The unpacked programs of one PostgreSQL version. */
public record ServerBinaries(Path home, int major) {
    /** The path of {@code initdb}, {@code pg_ctl} or {@code postgres}. */
    public String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }
}
