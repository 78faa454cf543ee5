package org.dayfly.background;

import java.io.IOException;
import java.nio.file.Path;

/** A dayfly that can be started. It may have to be unpacked first. */
public interface ProgramSource {
    /** The version, as in 0.1.0; empty: not known. */
    String version();

    /**
     * Prepares the program.
     *
     * @param folder a folder for programs, and for files that make later starts faster
     */
    Program prepare(Path folder) throws IOException;
}
