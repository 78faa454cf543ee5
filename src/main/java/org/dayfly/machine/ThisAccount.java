package org.dayfly.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The account that this process runs under. */
public final class ThisAccount {
    private ThisAccount() {}

    public static boolean isRoot() {
        try {
            Path self = Path.of("/proc/self");
            return Files.exists(self)
                    ? Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"))
                    : "root".equals(System.getProperty("user.name"));
        } catch (IOException e) {
            return false;
        }
    }
}
