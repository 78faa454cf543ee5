package org.dayfly;

import java.util.Arrays;
import java.util.Optional;
import org.dayfly.config.SettingsFile;

final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Proxy proxy = Proxy.start(SettingsFile.read(Optional.empty(), java.util.Map.of(), Arrays.asList(args)));
        Runtime.getRuntime().addShutdownHook(new Thread(proxy::close));
        proxy.awaitClose();
    }
}
