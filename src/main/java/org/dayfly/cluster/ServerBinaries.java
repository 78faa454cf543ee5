package org.dayfly.cluster;

import java.nio.file.Path;

/** The programs of one PostgreSQL version, unpacked. */
record ServerBinaries(Path home, int major) {
    /** The path of {@code initdb}, {@code pg_ctl} or {@code postgres}. */
    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }
}
