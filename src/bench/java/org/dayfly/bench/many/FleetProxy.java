package org.dayfly.bench.many;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.dayfly.bench.stage.DayflyProcess;

/**
 * One of several dayflies, with a file of settings.
 *
 * @param name A, B and so on
 */
record FleetProxy(String name, int port, Path settings, DayflyProcess process) {
    /** Replaces the file of settings. dayfly reads the file when dayfly starts, or on {@link DayflyProcess#reload}. */
    void write(String text) throws IOException {
        Path fresh = settings.resolveSibling(settings.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, settings, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
