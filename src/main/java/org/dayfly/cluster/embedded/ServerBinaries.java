package org.dayfly.cluster.embedded;

import java.nio.file.Path;

/** The programs of one PostgreSQL version, unpacked. */
public record ServerBinaries(Path home, int major) {
    /** The path of {@code initdb}, {@code pg_ctl} or {@code postgres}. */
    public String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }
}
